package org.halfinverse.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.halfinverse.io.Storage;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.LegendItem;
import org.jfree.chart.LegendItemCollection;
import org.jfree.chart.block.RectangleConstraint;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.Size2D;
import org.jfree.data.Range;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * One or more charts side by side over a common legend, to be written as SVG and PNG.
 *
 * @param name of its files
 * @param summary what it shows, for those who cannot see it
 * @param columns how many charts stand side by side
 * @param cellWidth width of a chart in points, 1/72 inch
 * @param cellHeight height of a chart in points
 * @param charts row by row
 * @param legend common to all charts
 */
record Figure(
        String name,
        String summary,
        int columns,
        double cellWidth,
        double cellHeight,
        List<JFreeChart> charts,
        List<LegendItem> legend) {
    /** Width of a column of a paper. */
    static final double COLUMN = 252;

    /** Width of a paper's text. */
    static final double PAGE = 516;

    private static final double POINTS_PER_INCH = 72;
    private static final double DOTS_PER_INCH = 300;
    private static final int PRECISION = 6;
    private static final String SVG = "http://www.w3.org/2000/svg";

    /** Writes it as SVG and as PNG into a directory. */
    void write(Storage storage, String directory) {
        storage.write(directory + "/" + name + ".svg", this::writeSvg);
        storage.write(directory + "/" + name + ".png", this::writePng);
    }

    /**
     * Writes it as SVG, its texts as text.
     *
     * @param output to which, left open
     * @throws IOException if writing fails
     */
    void writeSvg(OutputStream output) throws IOException {
        SVGGraphics2D graphics = new SVGGraphics2D(context(), false);
        double height = paint(graphics);
        Element root = graphics.getRoot();
        root.setAttribute("width", width() + "pt");
        root.setAttribute("height", height + "pt");
        root.setAttribute("viewBox", "0 0 " + width() + " " + height);
        root.setAttribute("role", "img");
        Element title = root.getOwnerDocument().createElementNS(SVG, "title");
        title.setTextContent(summary);
        root.insertBefore(title, root.getFirstChild());
        Writer writer = new OutputStreamWriter(output, StandardCharsets.UTF_8);
        graphics.stream(root, writer, false, false);
        writer.flush();
    }

    /**
     * Writes it as PNG, 300 dots an inch.
     *
     * @param output to which, left open
     * @throws IOException if writing fails
     */
    void writePng(OutputStream output) throws IOException {
        double scale = DOTS_PER_INCH / POINTS_PER_INCH;
        Graphics2D ruler = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
        double height = chartsHeight() + legendSize(ruler).height;
        ruler.dispose();
        BufferedImage image = new BufferedImage(
                (int) Math.ceil(width() * scale), (int) Math.ceil(height * scale), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
        graphics.setPaint(Color.WHITE);
        graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
        graphics.scale(scale, scale);
        paint(graphics);
        graphics.dispose();
        ImageIO.write(image, "png", output);
    }

    private double width() {
        return columns * cellWidth;
    }

    private double chartsHeight() {
        return Math.ceil((double) charts.size() / columns) * cellHeight;
    }

    private double paint(Graphics2D graphics) {
        Size2D legendSize = legendSize(graphics);
        double height = chartsHeight() + legendSize.height;
        graphics.setPaint(Color.WHITE);
        graphics.fill(new Rectangle2D.Double(0, 0, width(), height));
        for (int i = 0; i < charts.size(); i++) {
            int row = i / columns;
            int column = i % columns;
            charts.get(i)
                    .draw(
                            graphics,
                            new Rectangle2D.Double(column * cellWidth, row * cellHeight, cellWidth, cellHeight));
        }
        if (!legend.isEmpty()) {
            LegendTitle title = legendTitle();
            title.arrange(graphics, legendWidth());
            title.draw(
                    graphics,
                    new Rectangle2D.Double(
                            (width() - legendSize.width) / 2, chartsHeight(), legendSize.width, legendSize.height));
        }
        return height;
    }

    private Size2D legendSize(Graphics2D graphics) {
        return legend.isEmpty() ? new Size2D(0, 0) : legendTitle().arrange(graphics, legendWidth());
    }

    private RectangleConstraint legendWidth() {
        return new RectangleConstraint(new Range(0, width()), new Range(0, 10_000));
    }

    private LegendTitle legendTitle() {
        LegendItemCollection items = new LegendItemCollection();
        legend.forEach(items::add);
        LegendTitle title = new LegendTitle(() -> items);
        title.setPadding(new RectangleInsets(0, 4, 3, 4));
        title.setBackgroundPaint(Color.WHITE);
        return title;
    }

    private static SVGGeneratorContext context() {
        try {
            Document document = DocumentBuilderFactory.newNSInstance()
                    .newDocumentBuilder()
                    .getDOMImplementation()
                    .createDocument(SVG, "svg", null);
            SVGGeneratorContext context = SVGGeneratorContext.createDefault(document);
            context.setComment("");
            context.setPrecision(PRECISION);
            return context;
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("the JDK makes no XML documents", e);
        }
    }
}

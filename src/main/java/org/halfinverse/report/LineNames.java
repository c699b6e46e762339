package org.halfinverse.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jfree.chart.annotations.AbstractXYAnnotation;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.data.xy.XYDataset;

/**
 * Names of lines, each beside the end of its line, where it meets neither a line nor another name, and where no other
 * line with a name lies between. A name that fits nowhere is left to the legend.
 */
final class LineNames extends AbstractXYAnnotation {
    private static final double[] GAPS = {1.5, 5}; // to its line, the wider one across a dashed line beside it
    private static final int PLACES = 16; // from the end of a line back to half of the chart
    private static final double STEEPEST = 1.5; // heights of a name by which its line may rise beside it

    /**
     * The name of a line.
     *
     * @param series number of the line in its data set
     * @param text what to write
     * @param colour of the text
     */
    record Name(int series, String text, Color colour) {}

    /**
     * A line as it is drawn.
     *
     * @param pieces from one point to the next
     * @param end its last point, if it has any
     */
    private record Path(List<Line2D> pieces, Optional<Point2D> end) {}

    private final transient XYDataset lines;
    private final transient List<Name> names;

    /**
     * The names of some lines.
     *
     * @param lines all lines of the chart, their points from left to right
     * @param names those to be written, the most important first
     */
    LineNames(XYDataset lines, List<Name> names) {
        this.lines = lines;
        this.names = List.copyOf(names);
    }

    @Override
    public void draw(
            Graphics2D graphics,
            XYPlot plot,
            Rectangle2D area,
            ValueAxis horizontal,
            ValueAxis vertical,
            int rendererIndex,
            PlotRenderingInfo info) {
        List<Path> paths = IntStream.range(0, lines.getSeriesCount())
                .mapToObj(series -> path(series, area, horizontal, vertical))
                .toList();
        List<Rectangle2D> taken = new ArrayList<>();
        graphics.setFont(Look.small());
        for (Name name : names) {
            Rectangle2D text = graphics.getFontMetrics().getStringBounds(name.text(), graphics);
            Path line = paths.get(name.series());
            List<Path> others = names.stream()
                    .filter(other -> other.series() != name.series())
                    .map(other -> paths.get(other.series()))
                    .toList();
            place(line, text, area)
                    .filter(place -> taken.stream().noneMatch(place::intersects))
                    .filter(place -> paths.stream().noneMatch(path -> meets(path, place)))
                    .filter(place -> others.stream().noneMatch(path -> meets(path, upTo(line, place))))
                    .findFirst()
                    .ifPresent(place -> {
                        taken.add(place);
                        graphics.setPaint(name.colour());
                        graphics.drawString(
                                name.text(), (float) place.getX(), (float) (place.getY() - text.getY() * 0.95));
                    });
        }
    }

    /** Where a text may stand: behind the end of its line, else above or below it, the places at its end first. */
    private static Stream<Rectangle2D> place(Path path, Rectangle2D text, Rectangle2D area) {
        return path.end().stream().flatMap(end -> place(path, end, text, area));
    }

    private static Stream<Rectangle2D> place(Path path, Point2D end, Rectangle2D text, Rectangle2D area) {
        Rectangle2D behind = new Rectangle2D.Double(
                end.getX() + GAPS[0], end.getY() - text.getHeight() / 2, text.getWidth(), text.getHeight());
        Stream<Rectangle2D> beside = IntStream.range(0, PLACES)
                .mapToDouble(k -> end.getX() - 0.5 * area.getWidth() * k / PLACES)
                .boxed()
                .flatMap(right -> {
                    double left = right - text.getWidth();
                    return range(path, left, right)
                            .filter(rise -> rise[1] - rise[0] <= STEEPEST * text.getHeight())
                            .stream()
                            .flatMap(rise -> Arrays.stream(GAPS)
                                    .boxed()
                                    .flatMap(gap -> Stream.of(rise[0] - gap - text.getHeight(), rise[1] + gap)))
                            .map(top -> new Rectangle2D.Double(left, top, text.getWidth(), text.getHeight()));
                });
        return Stream.concat(Stream.of(behind), beside).filter(area::contains);
    }

    /** The highest and the lowest place of a line between two abscissas, as ordinates from above. */
    private static Optional<double[]> range(Path path, double left, double right) {
        double[] range = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        for (Line2D piece : path.pieces()) {
            if (piece.getX2() >= left && piece.getX1() <= right) {
                for (double x : new double[] {left, right}) {
                    include(range, at(piece, Math.min(Math.max(x, piece.getX1()), piece.getX2())));
                }
            }
        }
        return range[0] <= range[1] ? Optional.of(range) : Optional.empty();
    }

    private static double at(Line2D piece, double x) {
        double width = piece.getX2() - piece.getX1();
        return width > 0
                ? piece.getY1() + (piece.getY2() - piece.getY1()) * (x - piece.getX1()) / width
                : piece.getY2();
    }

    private static void include(double[] range, double value) {
        range[0] = Math.min(range[0], value);
        range[1] = Math.max(range[1], value);
    }

    /** A place, and what lies between it and its line, above or below. */
    private static Rectangle2D upTo(Path line, Rectangle2D place) {
        Rectangle2D.Double reach = new Rectangle2D.Double();
        reach.setRect(place);
        range(line, place.getMinX(), place.getMaxX()).ifPresent(rise -> {
            if (rise[0] > place.getMaxY()) {
                reach.height = rise[0] - GAPS[0] - place.getY();
            } else if (rise[1] < place.getY()) {
                reach.y = rise[1] + GAPS[0];
                reach.height = place.getMaxY() - reach.y;
            }
        });
        return reach;
    }

    private static boolean meets(Path path, Rectangle2D place) {
        return path.pieces().stream().anyMatch(place::intersectsLine);
    }

    private Path path(int series, Rectangle2D area, ValueAxis horizontal, ValueAxis vertical) {
        List<Line2D> pieces = new ArrayList<>();
        Optional<Point2D> end = Optional.empty();
        for (int i = 0; i < lines.getItemCount(series); i++) {
            Point2D point = new Point2D.Double(
                    horizontal.valueToJava2D(lines.getXValue(series, i), area, RectangleEdge.BOTTOM),
                    vertical.valueToJava2D(lines.getYValue(series, i), area, RectangleEdge.LEFT));
            end.ifPresent(before -> pieces.add(new Line2D.Double(before, point)));
            end = Optional.of(point);
        }
        return new Path(pieces, end);
    }
}

package org.halfinverse.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.halfinverse.config.ConfigurationException;
import org.halfinverse.io.Storage;
import org.halfinverse.report.ReportServer;
import org.halfinverse.report.RunReport;
import org.halfinverse.run.RunFile;
import org.halfinverse.spark.SparkRuntime;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hig report RUN…}. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        versionProvider = Hig.VersionProvider.class,
        sortOptions = false,
        description = {
            "Writes report.html, one page that opens from disk, and figures/ beside it as SVG and PNG.",
            "",
            "A RUN is a run directory, or a directory that contains runs. All runs are shown together. If something in a run"
                    + " is missing or broken, the page says so and shows the rest.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  scripts/hig report runs/toy",
            "  scripts/hig report runs/hig runs/adam --output comparison/report.html",
            "  scripts/hig report runs --serve",
            "",
            "Ctrl-C ends --serve."
        })
final class ReportCommand implements Callable<Integer> {
    private static final String PAGE = RunFile.REPORT.path();
    private static final int LARGEST_PORT = 65_535;

    @Parameters(arity = "1..*", paramLabel = "RUN", description = "Run directories, any Hadoop paths.")
    private List<String> runs = new ArrayList<>();

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description =
                    "File of the page. Without this option it is report.html in the directory of the RUN, or in the current"
                            + " directory for several. A name without .html is a directory for report.html.")
    private @Nullable String output;

    @Option(
            names = "--serve",
            description =
                    "Write nothing, but show the page at an address on this machine, and follow runs as they go on.")
    private boolean serve;

    @Option(names = "--port", paramLabel = "N", description = "Port for --serve, instead of any free one.")
    private int port;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private ReportCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        if (port < 0 || port > LARGEST_PORT) {
            throw new ConfigurationException("--port " + port + " is not from 0 to " + LARGEST_PORT);
        }
        Storage storage = new Storage(SparkRuntime.hadoopSettings(Map.of()));
        RunReport report = RunReport.of(storage, runs);
        PrintWriter out = spec.commandLine().getOut();
        if (serve) {
            complain(report);
            serve(report, out);
        } else {
            String page = page();
            report.writeTo(page);
            complain(report);
            out.printf("%d %s: %s and %s%n", report.size(), report.size() == 1 ? "run" : "runs", page, figures(page));
        }
        return ExitCode.DONE.code;
    }

    private void complain(RunReport report) {
        PrintWriter err = spec.commandLine().getErr();
        report.complaints().forEach(complaint -> err.println("hig: " + complaint));
        err.flush();
    }

    private void serve(RunReport report, PrintWriter out) throws InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        try (InterruptSignals signals = InterruptSignals.listen(stopped::countDown);
                ReportServer server = ReportServer.start(report, port)) {
            out.println(server.address());
            out.flush();
            stopped.await();
        }
    }

    private String page() {
        if (output == null) {
            return runs.size() == 1 ? runs.get(0).replaceFirst("/+$", "") + "/" + PAGE : PAGE;
        }
        return output.endsWith(".html") ? output : output.replaceFirst("/+$", "") + "/" + PAGE;
    }

    private static String figures(String page) {
        return Storage.sibling(page, RunFile.FIGURES.path());
    }
}

package org.halfinverse.cli;

import com.typesafe.config.ConfigException;
import java.io.PrintWriter;
import java.util.List;
import java.util.ServiceConfigurationError;
import org.apache.hadoop.fs.FSError;
import org.halfinverse.config.ConfigurationException;
import org.halfinverse.config.HoconFailure;
import org.halfinverse.io.DataException;
import org.halfinverse.io.Storage;
import org.halfinverse.io.StorageWaits;
import org.halfinverse.run.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

/** The program: {@code hig COMMAND …}. */
@Command(
        name = "hig",
        mixinStandardHelpOptions = true,
        versionProvider = Hig.VersionProvider.class,
        description = {
            "Trains neural networks that drive differentiable physics simulators with half-inverse gradients, on"
                    + " Apache Spark.",
            ""
        },
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "A first run:  scripts/hig train conf/toy-ill-conditioned.conf",
            "More:         scripts/hig COMMAND --help"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:a fault of the program; report it and do not start it again",
            "2:wrong usage or configuration",
            "3:diverged: a loss, a Jacobian or theta is not finite",
            "4:a fault of data or storage, or of a class, such as a wrong derivative",
            "5:resume refused: the run began with other settings or data",
            "130:interrupted; a checkpoint and all results so far are written"
        })
public final class Hig {
    @Option(
            names = "--debug",
            scope = CommandLine.ScopeType.INHERIT,
            description = "Print the stack trace of an error as well.")
    private boolean debug;

    /** In columns: each example has a line to itself, from which it can be copied. */
    private static final int HELP_WIDTH = 120;

    private static final List<Class<?>> COMMANDS = List.of(
            TrainCommand.class,
            CompareCommand.class,
            SweepCommand.class,
            PredictCommand.class,
            ReportCommand.class,
            PlanCommand.class,
            CheckCommand.class,
            BenchCommand.class);

    private Hig() {}

    /**
     * Runs a command and exits with its code; in an application master of YARN, only after a failure.
     *
     * @param arguments the command and its options
     */
    public static void main(String[] arguments) {
        List<Class<?>> commands = commands(arguments);
        boolean needsBlas = !commands.contains(ReportCommand.class); // which at most finds a plane for its figures
        HeadStart start = commands.size() == 1 ? HeadStart.begin(needsBlas) : HeadStart.none();
        int code = run(start, arguments);
        if (code != ExitCode.DONE.code || !isYarnDriver()) {
            System.exit(code);
        }
    }

    /** In its application master, YARN takes an exit for a failure, whatever the code, and makes another attempt. */
    private static boolean isYarnDriver() {
        return "yarn".equals(System.getProperty("spark.master"))
                && "cluster".equals(System.getProperty("spark.submit.deployMode"));
    }

    /**
     * Runs a command.
     *
     * @param arguments the command and its options
     * @return its exit code
     */
    static int run(String... arguments) {
        return run(HeadStart.none(), arguments);
    }

    private static int run(HeadStart ready, String... arguments) {
        Hig hig = new Hig();
        CommandLine command = new CommandLine(hig);
        commands(arguments).forEach(command::addSubcommand);
        command.setUsageHelpWidth(HELP_WIDTH)
                .setExecutionStrategy(parsed -> {
                    ready.await();
                    return new CommandLine.RunLast().execute(parsed);
                })
                .setParameterExceptionHandler(Hig::explainUsage)
                .setExecutionExceptionHandler((failure, subcommand, parsed) -> hig.explain(failure, subcommand));
        PrintWriter out = command.getOut();
        command.setOut(out); // and so the commands', which have their own otherwise
        try (StorageWaits.Listening waits =
                StorageWaits.listen(sentence -> ConsoleProgress.tell(command.getErr(), sentence))) {
            int code = command.execute(arguments.length == 0 ? new String[] {"--help"} : arguments);
            boolean lost = out.checkError() || System.out.checkError(); // which hides the failures of what is below it
            if (code == ExitCode.DONE.code && lost) {
                throw new DataException("standard output cannot be written");
            }
            return code;
        } catch (DataException e) {
            return hig.explain(e, command);
        } catch (FSError e) { // as Hadoop throws it on this machine
            return hig.explain(new DataException("storage fails: " + Storage.reason(e), e), command);
        } catch (OutOfMemoryError e) {
            DataException failure =
                    new DataException("out of memory: use a smaller problem, or more memory (HIG_JAVA_OPTS=-Xmx…)", e);
            return hig.explain(failure, command);
        } catch (LinkageError | ServiceConfigurationError e) { // an incomplete or mismatched jar
            return hig.explain(new ConfigurationException("a class cannot be loaded: " + root(e), e), command);
        }
    }

    /** The command that the first argument names, which saves the others' classes; all of them where it names none. */
    private static List<Class<?>> commands(String... arguments) {
        List<Class<?>> named = COMMANDS.stream()
                .filter(command -> arguments.length > 0
                        && command.getAnnotation(Command.class).name().equals(arguments[0]))
                .toList();
        return named.isEmpty() ? COMMANDS : named;
    }

    /** A failure to load a class is reported by its cause. */
    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static int explainUsage(CommandLine.ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        command.getErr()
                .println("hig: " + failure.getMessage() + "; see "
                        + command.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE.code;
    }

    private int explain(Exception thrown, CommandLine command) {
        Exception failure =
                thrown instanceof ConfigException hocon ? HoconFailure.told("the configuration", hocon) : thrown;
        ExitCode exitCode = ExitCode.of(failure);
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        String sentence = message.lines().findFirst().orElse(message);
        command.getErr()
                .println("hig: " + (exitCode == ExitCode.INTERNAL ? "unexpected failure, see --debug: " : "")
                        + sentence);
        if (debug) {
            failure.printStackTrace(command.getErr());
        }
        return exitCode.code;
    }

    /** Tells picocli the version. */
    static final class VersionProvider implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"hig-spark " + Version.current()};
        }
    }
}

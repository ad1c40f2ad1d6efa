package dev.interlock.cli;

import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.StopSignal;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.cli.terminal.TerminalPaint;
import dev.interlock.demo.Demo;
import dev.interlock.demo.Story;
import dev.interlock.ledger.verify.Report;
import dev.interlock.ledger.verify.Verifier;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.diagnostic.TextRenderer;
import dev.interlock.server.store.SigningKeyFile;
import dev.interlock.server.store.SqliteReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code interlock demo}: the main job on embedded defaults, told as a story. */
@Command(
        name = "demo",
        description = "Watch real agents work through the gateway, on your machine.",
        footer = {"", "The data folder is recreated for each run; anything that an earlier demo left there is removed."
        })
final class DemoCommand implements Callable<Integer> {

    /** Marks a folder as the demo's, so that nothing else is ever removed. */
    private static final String MARK = "interlock-demo";

    /** The ledger and the tokens of the demo are nobody else's business. */
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder for the demo's ledger and ERP (default: ${DEFAULT-VALUE}).",
            defaultValue = ".interlock/demo")
    private Path data;

    @Parameters(
            arity = "0..1",
            paramLabel = "BUNDLE",
            description = "Folder of the policy bundle (default: bundles/accounts-payable of the checkout).")
    private Path bundle = bundles().resolve("accounts-payable");

    @Option(names = "--console", description = "Keep the gateway and its console running after the demo, until Ctrl-C.")
    private boolean console;

    /** The signal that ends the console, once it stays open. */
    private Optional<StopSignal> stop = Optional.empty();

    private static Path bundles() {
        return Path.of(System.getProperty("interlock.root", ""), "bundles");
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Optional<Demo.Script> payables = script(bundle, err);
        Optional<Demo.Script> incident = script(bundles().resolve("incident-response"), err);
        if (payables.isEmpty() || incident.isEmpty()) {
            return ExitCode.FOUND_SOMETHING;
        }
        if (!clear()) {
            err.println("interlock: `" + data
                    + "` is not empty and was not made by a demo; choose another folder with --data");
            return ExitCode.WRONG_USAGE;
        }
        int code = ExitCode.FOUND_SOMETHING;
        try {
            code = play(story(out), payables.get(), incident.get());
            out.flush();
            return code;
        } finally {
            int last = code;
            stop.ifPresent(signal -> signal.ended(last));
        }
    }

    private Story story(PrintWriter out) {
        Surroundings surroundings = Surroundings.of(spec);
        int agentWidth = "invoice-desk".length();
        return surroundings.terminal()
                ? new Story(out, agentWidth, TerminalPaint.width(surroundings), TerminalPaint.of(surroundings))
                : new Story(out, agentWidth);
    }

    private int play(Story story, Demo.Script payables, Demo.Script incident) throws IOException, InterruptedException {
        Optional<String> denied;
        try (var demo = new Demo(data, story, arguments -> run(arguments, story))) {
            demo.withoutInterlock();
            demo.payables(payables);
            denied = story.lastDenied();
            demo.incident(incident);
            if (console) {
                StopSignal signal = StopSignal.hear();
                stop = Optional.of(signal);
                story.scene("The console stays open until Ctrl-C");
                demo.consoleLinks().forEach((person, link) -> story.note("as " + person + ": " + link));
                story.note("each link works once, within five minutes");
                signal.await();
            }
        }
        if (denied.isPresent()) {
            Demo.tampering(data, story, denied.get(), arguments -> run(arguments, story));
        }
        Path night = Demo.incidentData(data);
        boolean verified = verify(data) && verify(night);
        story.scene("Now look closer:");
        story.note("./interlock ledger show");
        story.note("./interlock ledger verify");
        denied.ifPresent(id -> story.note("./interlock explain " + id));
        story.note("./interlock ledger show --data " + night);
        story.end(verified ? "verified" : "NOT verified");
        return verified ? ExitCode.FINE : ExitCode.FOUND_SOMETHING;
    }

    /** Returns the bundle as a script; prints what is wrong with it if it is none. */
    private static Optional<Demo.Script> script(Path bundle, PrintWriter err) {
        return switch (PolicyBundle.load(bundle)) {
            case PolicyBundle.Compiled policy -> Optional.of(new Demo.Script(bundle, policy));
            case PolicyBundle.Rejected rejected -> {
                err.println(new TextRenderer(false).render(rejected.diagnostics()));
                yield Optional.empty();
            }
        };
    }

    /** The command line, inside the story: it asks nothing of the person who watches. */
    private static int run(List<String> arguments, Story story) {
        var said = new StringWriter();
        CommandLine line = Main.commandLine(new Surroundings(System.getenv(), false));
        line.setOut(new PrintWriter(said, true));
        line.setErr(new PrintWriter(said, true));
        int exit = line.execute(arguments.toArray(String[]::new));
        said.toString().lines().forEach(story::said);
        return exit;
    }

    /** Makes the data folder and removes what an earlier demo left. False when the folder is somebody else's. */
    private boolean clear() throws IOException {
        Path mark = data.resolve(MARK);
        if (Files.exists(data)) {
            try (Stream<Path> content = Files.list(data)) {
                if (!Files.exists(mark) && content.findAny().isPresent()) {
                    return false;
                }
            }
            // The folder goes too: what it was made for, and with which permissions, is not known.
            try (Stream<Path> content = Files.walk(data)) {
                for (Path path : content.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        Path parent = data.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.createDirectory(data, OWNER_ONLY);
        Files.createFile(mark);
        return true;
    }

    private static boolean verify(Path ledger) throws IOException {
        try (SqliteReader reader = SqliteReader.open(ledger)) {
            return new Verifier(SigningKeyFile.loadPublic(ledger)).verify(reader, List.of()) instanceof Report.Verified;
        }
    }
}

package dev.interlock.cli;

import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.server.fixture.Leaks;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/**
 * One run of the command line in this process.
 *
 * @param exit its exit code
 */
public record CommandRun(int exit, String out, String err) {

    public static CommandRun of(Object... args) {
        return in(new Surroundings(Map.of(), false), args);
    }

    public static CommandRun in(Surroundings surroundings, Object... args) {
        var out = new StringWriter();
        var err = new StringWriter();
        CommandLine line = Main.commandLine(surroundings);
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        List<String> texts = new ArrayList<>();
        Arrays.stream(args).map(String::valueOf).forEach(texts::add);
        int exit = line.execute(texts.toArray(String[]::new));
        Leaks.RUN.seen("output", out.toString());
        Leaks.RUN.seen("errors", err.toString());
        return new CommandRun(
                exit, out.toString().replace("\r\n", "\n"), err.toString().replace("\r\n", "\n"));
    }

    List<String> lines() {
        return out.lines().toList();
    }
}

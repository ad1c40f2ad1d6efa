package dev.interlock.cli.command.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.cli.remote.AskedServer;
import dev.interlock.cli.terminal.DataFolder;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.cli.terminal.TerminalPaint;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.ledger.json.CanonicalJson;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.app.PolicyArchive;
import dev.interlock.server.domain.LeafReader;
import dev.interlock.server.domain.LedgerReplayer;
import dev.interlock.server.graph.Picture;
import dev.interlock.server.graph.Poster;
import dev.interlock.server.graph.SvgRenderer;
import dev.interlock.server.index.Entries;
import dev.interlock.server.json.PlainJson;
import dev.interlock.server.render.Explanation;
import dev.interlock.server.render.Ids;
import dev.interlock.server.render.Paint;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code interlock explain}: why a call was decided as it was, or what happened in a task, from the record alone. */
@Command(name = "explain", description = "Explain why a call was decided as it was, or what a task did.")
public final class ExplainCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private DataFolder data;

    @Mixin
    private AskedServer server;

    @Parameters(
            paramLabel = "ID",
            description =
                    "A call (c-17), task (t-12), hold (h-17), answer (a-20) or link (l-23), or the number of an entry.")
    private String id;

    @Option(names = "--json", description = "Print the whole explanation as one JSON object.")
    private boolean json;

    @Option(
            names = "--svg",
            paramLabel = "FILE",
            description = "Write the explanation as an SVG picture to this file (-: to standard output).")
    private @Nullable String svg;

    @Override
    public Integer call() throws WrongUsage, InterruptedException, IOException {
        PrintWriter err = spec.commandLine().getErr();
        OptionalLong number = Ids.parseAny(id);
        if (number.isEmpty()) {
            throw new WrongUsage(
                    "`" + id + "` is not an id; write one such as c-17, t-12, h-17, a-20 or l-23, or a number");
        }
        if (server.isNamed()) {
            return ask();
        }
        try (DataFolder.Opened ledger = data.open(spec)) {
            long size = ledger.reader().size();
            if (number.getAsLong() >= size) {
                err.println("interlock: there is no `" + id + "`: the ledger has " + size + " entries, the last is "
                        + (size - 1) + "; `interlock ledger show` lists them");
                return ExitCode.FOUND_SOMETHING;
            }
            return explain(number.getAsLong(), ledger, size);
        }
    }

    /** Asks the server, which tells the same story. */
    private int ask() throws WrongUsage, InterruptedException, IOException {
        data.requireNone();
        if (svg != null) {
            throw new WrongUsage("--svg needs a data folder; leave out --url, or look at the call in the console");
        }
        int width = Math.clamp(TerminalPaint.width(Surroundings.of(spec)), 40, 1_000);
        Optional<JsonNode> told = server.ask("/v1/entries/" + id + "/story?width=" + width);
        if (told.isEmpty()) {
            return ExitCode.FOUND_SOMETHING;
        }
        if (json && told.get().path("story") instanceof ObjectNode story) {
            print(json(PlainJson.of(story)));
            return ExitCode.FINE;
        }
        var lines = new ArrayList<String>();
        told.get().path("lines").forEach(line -> lines.add(Screen.printable(line.asText())));
        print(lines);
        if (told.get().path("truncated").asBoolean()) {
            spec.commandLine().getErr().println("(more than 5,000 entries are about it; only the oldest are shown)");
        }
        return ExitCode.FINE;
    }

    private int explain(long number, DataFolder.Opened ledger, long size) throws IOException {
        var folder = new LedgerReplayer(ledger.reader(), LeafReader.Gaps.SHOWN);
        Explanation told = Explanation.of(
                number,
                folder,
                size,
                Entries.all(folder, size),
                KeptPhrases.of(ledger),
                digest -> bundle(ledger.folder(), digest));
        if (!told.line().named(id)) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("interlock: there is no `" + id + "`; entry " + number + " is something else:");
            err.println(told.line().format(Paint.NONE, 6, 1));
            return ExitCode.FOUND_SOMETHING;
        }
        if (svg != null) {
            return write(svg, new StoryPicture(folder, size).of(told.task(), told.call()));
        }
        print(
                json
                        ? json(told.json())
                        : told.lines(
                                TerminalPaint.of(Surroundings.of(spec)), TerminalPaint.width(Surroundings.of(spec))));
        return ExitCode.FINE;
    }

    /** Writes a picture; of what is neither a call nor a task there is none. */
    private int write(String file, Optional<Picture> picture) throws IOException {
        if (picture.isEmpty()) {
            spec.commandLine()
                    .getErr()
                    .println("interlock: `" + id
                            + "` has no picture; only calls and tasks have one, such as c-17 and t-12");
            return ExitCode.FOUND_SOMETHING;
        }
        String drawn = SvgRenderer.file(Poster.of(picture.get()));
        if (file.equals("-")) {
            print(drawn.lines().toList());
        } else {
            Files.writeString(Path.of(file), drawn);
        }
        return ExitCode.FINE;
    }

    private static List<String> json(Map<String, @Nullable Object> story) {
        return List.of(new String(CanonicalJson.encode(story), StandardCharsets.UTF_8));
    }

    private void print(List<String> lines) {
        PrintWriter out = spec.commandLine().getOut();
        lines.forEach(out::println);
        out.flush();
    }

    /** The bundle that decided, for the titles of its rules; one without rules if it was not kept. */
    private static Bundle bundle(Path data, String digest) {
        return new PolicyArchive(data)
                .bundle(digest)
                .map(PolicyBundle.Compiled::engine)
                .orElseGet(() -> Bundle.of("", digest).build());
    }
}

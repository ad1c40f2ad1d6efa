package dev.interlock.cli.command.ledger;

import dev.interlock.cli.terminal.DataFolder;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.cli.terminal.TerminalPaint;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.engine.event.ConfigurationRecorded;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.ledger.json.CanonicalJson;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.app.PolicyArchive;
import dev.interlock.server.domain.LeafReader;
import dev.interlock.server.domain.LedgerReplayer;
import dev.interlock.server.graph.Picture;
import dev.interlock.server.graph.Poster;
import dev.interlock.server.graph.SvgRenderer;
import dev.interlock.server.render.CallPhrases;
import dev.interlock.server.render.CallStory;
import dev.interlock.server.render.ConfigurationLine;
import dev.interlock.server.render.EventLine;
import dev.interlock.server.render.ExplainText;
import dev.interlock.server.render.FindingWords;
import dev.interlock.server.render.Ids;
import dev.interlock.server.render.Paint;
import dev.interlock.server.render.Plain;
import dev.interlock.server.render.StoryJson;
import dev.interlock.server.render.TaskStory;
import dev.interlock.server.render.TaskText;
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

    @Parameters(
            paramLabel = "ID",
            description =
                    "A call (c-17), task (t-12), hold (h-17), answer (a-20) or link (l-23), or the number of an entry.")
    private String id;

    @Option(names = "--json", description = "Print one JSON object: the whole story.")
    private boolean json;

    @Option(
            names = "--svg",
            paramLabel = "FILE",
            description = "Write the story as a picture to this file, in SVG (-: to standard output).")
    private @Nullable String svg;

    @Override
    public Integer call() throws WrongUsage, IOException {
        PrintWriter err = spec.commandLine().getErr();
        OptionalLong number = Ids.parseAny(id);
        if (number.isEmpty()) {
            throw new WrongUsage("`" + id + "` is no id; write it as in c-17, t-12, h-17, a-20, l-23, or as a number");
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

    private int explain(long number, DataFolder.Opened ledger, long size) throws IOException {
        var folder = new LedgerReplayer(ledger.reader(), LeafReader.Gaps.SHOWN);
        CallPhrases phrases = KeptPhrases.of(ledger);
        var line = EventLine.of(folder.event(number), folder, phrases);
        if (!line.named(id)) {
            spec.commandLine()
                    .getErr()
                    .println("interlock: there is no `" + id + "`; entry " + number + " is another thing:");
            spec.commandLine().getErr().println(line.format(Paint.NONE, 6, 1));
            return ExitCode.FOUND_SOMETHING;
        }
        Optional<TaskStory> task = TaskStory.of(number, folder, size);
        Optional<CallStory> call = task.isPresent() ? Optional.empty() : CallStory.of(number, folder, size);
        if (svg != null) {
            return write(svg, new StoryPicture(folder, size).of(task, call));
        }
        if (task.isPresent()) {
            print(json ? json(StoryJson.of(task.get(), phrases)) : text(task.get(), phrases));
        } else if (call.isPresent()) {
            var words = new FindingWords(
                    bundle(ledger.folder(), call.get().decided().bundle()));
            print(json ? json(StoryJson.of(call.get(), words, phrases)) : text(call.get(), words, phrases));
        } else {
            print(
                    json
                            ? json(StoryJson.event(folder.event(number)))
                            : text(line, folder.event(number), ledger.folder()));
        }
        return ExitCode.FINE;
    }

    /** Writes a picture; of what is neither a call nor a task there is none. */
    private int write(String file, Optional<Picture> picture) throws IOException {
        if (picture.isEmpty()) {
            spec.commandLine()
                    .getErr()
                    .println("interlock: `" + id + "` has no picture; calls and tasks have one, as in c-17 and t-12");
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

    private List<String> text(TaskStory story, CallPhrases phrases) {
        return new TaskText(
                        phrases, TerminalPaint.of(Surroundings.of(spec)), TerminalPaint.width(Surroundings.of(spec)))
                .lines(story);
    }

    /** Returns one line for an event; and others for each conflict that a link completed, and for what a configuration says. */
    private List<String> text(EventLine line, Recorded recorded, Path data) {
        var lines = new ArrayList<String>();
        lines.add(line.format(TerminalPaint.of(Surroundings.of(spec)), 6, 1));
        if (recorded.event() instanceof Event.LinkAnswered link) {
            var words = new FindingWords(bundle(data, recorded.bundle()));
            link.latent().forEach(finding -> lines.add("  " + Plain.of(words.latent(finding))));
        }
        if (recorded.event() instanceof ConfigurationRecorded configuration) {
            ConfigurationLine.lines(configuration).forEach(each -> lines.add("  " + each));
        }
        return lines;
    }

    private List<String> text(CallStory story, FindingWords words, CallPhrases phrases) {
        return new ExplainText(
                        words,
                        phrases,
                        TerminalPaint.of(Surroundings.of(spec)),
                        TerminalPaint.width(Surroundings.of(spec)))
                .lines(story);
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

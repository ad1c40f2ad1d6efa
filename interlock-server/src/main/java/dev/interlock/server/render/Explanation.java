package dev.interlock.server.render;

import dev.interlock.engine.event.ConfigurationRecorded;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.server.domain.LedgerReplayer;
import dev.interlock.server.index.Entries;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The story that an entry of the record is part of: of a task or of a call; else the entry alone.
 *
 * @param line the entry in one line
 * @param task the story of the task that it opened or ended
 * @param call the story of the call, hold or answer that it is
 * @param words in which the findings of its bundle are told
 * @param phrases how calls read
 */
public record Explanation(
        EventLine line, Optional<TaskStory> task, Optional<CallStory> call, FindingWords words, CallPhrases phrases) {

    /**
     * The explanation of the entry with a number, which the record has.
     *
     * @param size how many entries of the history count
     * @param entries of the history, where those about the call or the task are looked for
     * @param bundles the bundle with a digest, for the titles of its rules; one without rules where it was not kept
     */
    public static Explanation of(
            long number,
            LedgerReplayer history,
            long size,
            Entries entries,
            CallPhrases phrases,
            Function<String, Bundle> bundles)
            throws IOException {
        Recorded recorded = history.event(number);
        Optional<TaskStory> task = TaskStory.of(number, history, size, entries);
        Optional<CallStory> call = task.isPresent() ? Optional.empty() : CallStory.of(number, history, size, entries);
        String digest = call.map(story -> story.decided().bundle()).orElse(recorded.bundle());
        return new Explanation(
                EventLine.of(recorded, history, phrases), task, call, new FindingWords(bundles.apply(digest)), phrases);
    }

    /** The story in lines of a width. */
    public List<String> lines(Paint paint, int width) {
        if (task.isPresent()) {
            return new TaskText(phrases, paint, width).lines(task.get());
        }
        if (call.isPresent()) {
            return new ExplainText(words, phrases, paint, width).lines(call.get());
        }
        var lines = new ArrayList<String>();
        lines.add(line.format(paint, 6, 1));
        if (line.recorded().event() instanceof Event.LinkAnswered link) {
            link.latent().forEach(finding -> lines.add("  " + Plain.of(words.latent(finding))));
        }
        if (line.recorded().event() instanceof ConfigurationRecorded configuration) {
            ConfigurationLine.lines(configuration).forEach(each -> lines.add("  " + each));
        }
        return lines;
    }

    /** The whole story, for programs. */
    public Map<String, @Nullable Object> json() {
        if (task.isPresent()) {
            return StoryJson.of(task.get(), phrases);
        }
        return call.isPresent() ? StoryJson.of(call.get(), words, phrases) : StoryJson.event(line.recorded());
    }
}

package dev.interlock.cli.draft;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A draft of the read that finds out what came of a call: a tool of the same server about the same type, all of whose arguments the call
 * has, too. Nobody can tell from schemas what its answer shows, so it is a comment, for whoever knows the server to complete.
 */
final class ConfirmDraft {

    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_-]{1,40}");
    private static final int MOST_WORDS = 12;
    private static final List<String> STATES = List.of("status", "state");

    private ConfirmDraft() {}

    /** The lines of the comment; none where the call only reads, or no read fits. */
    static List<String> of(ToolDraft call, List<ToolDraft> all) {
        if (call.reads() || call.anything()) {
            return List.of();
        }
        for (ToolDraft read : all) {
            Optional<SortedMap<String, String>> with = with(call, read);
            if (with.isPresent()) {
                return lines(call, read, with.get());
            }
        }
        return List.of();
    }

    /** The arguments of the read, from those of the call; empty where it does not fit. */
    private static Optional<SortedMap<String, String>> with(ToolDraft call, ToolDraft read) {
        if (!read.reads()
                || !read.type().equals(call.type())
                || !WORD.matcher(read.name()).matches()) {
            return Optional.empty();
        }
        SortedMap<String, String> with = new TreeMap<>();
        for (Argument asked : read.arguments()) {
            Optional<String> path = call.arguments().stream()
                    .filter(given -> given.required() && given.name().equals(asked.name()) && alike(given, asked))
                    .map(Argument::path)
                    .findFirst();
            if (path.isEmpty() && asked.required()) {
                return Optional.empty();
            }
            if (asked.required()) {
                // The arguments of an API's operations stand in groups, and nothing here puts them there.
                if (!asked.path().equals("args." + asked.name()) || !ToolDraft.isPlain(asked.name())) {
                    return Optional.empty();
                }
                path.ifPresent(found -> with.put(asked.name(), found));
            }
        }
        return with.isEmpty() ? Optional.empty() : Optional.of(with);
    }

    private static boolean alike(Argument one, Argument other) {
        JsonNode first = one.schema().path("type");
        JsonNode second = other.schema().path("type");
        return first.isMissingNode() || second.isMissingNode() || first.equals(second);
    }

    private static List<String> lines(ToolDraft call, ToolDraft read, Map<String, String> with) {
        JsonNode answer = read.output().path("properties");
        String state = STATES.stream().filter(answer::has).findFirst().orElse("");
        String condition = state.isEmpty() ? "result..." : "result." + state + " == \"...\"";
        String creates = call.creates().keySet().stream()
                .map(type -> type + ": result." + ToolDraft.named(answer, type))
                .collect(Collectors.joining(", "));
        var lines = new ArrayList<String>();
        lines.add("review: `" + read.name()
                + "` may find out the outcome of a call that was not answered: specify what its answer " + "shows"
                + words(answer.path(state)));
        lines.add("confirm: {call: " + read.name() + ", with: "
                + with.entrySet().stream()
                        .map(one -> one.getKey() + ": " + one.getValue())
                        .collect(Collectors.joining(", ", "{", "}"))
                + ", succeeded: '" + condition + "', failed: '" + condition + "', final: 60s"
                + (creates.isEmpty() ? "" : ", creates: {" + creates + "}") + "}");
        return lines;
    }

    private static String words(JsonNode state) {
        List<String> words = new ArrayList<>();
        for (JsonNode word : state.path("enum")) {
            if (word.isTextual() && WORD.matcher(word.textValue()).matches() && words.size() < MOST_WORDS) {
                words.add(word.textValue());
            }
        }
        return words.isEmpty() ? "" : " (" + String.join(", ", words) + ")";
    }
}

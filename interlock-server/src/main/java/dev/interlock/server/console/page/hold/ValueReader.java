package dev.interlock.server.console.page.hold;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.console.Nodes;
import dev.interlock.server.console.Prose;
import dev.interlock.server.console.Text;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the arguments of a held call: what would be sent, and where each value was seen first. */
final class ValueReader {

    /** The longest value that an approver sees in clear, as the record keeps it. */
    private static final int LONGEST = 1_100;

    /** The most arguments that are named by size and digest alone. */
    private static final int MOST_DIGESTED = 100;

    /** All paths begin so, and it tells nothing to people. */
    private static final String ARGUMENTS = "args.";

    private static final String IN_INSTRUCTION = "stands in the instruction";

    private final JsonNode hold;
    private final JsonNode first;
    private final Instant since;

    ValueReader(JsonNode hold, Instant since) {
        this.hold = hold;
        this.first = hold.path("firstSeen");
        this.since = since;
    }

    Decision.Values read() {
        var all = new ArrayList<Decision.Value>();
        hold.path("arguments").properties().forEach(entry -> all.add(argument(entry.getKey(), entry.getValue())));
        hold.path("unread")
                .properties()
                .forEach(entry -> all.add(
                        value(entry.getKey(), Nodes.shown(entry.getValue()), "no rule reads it", "", Prose.of(""))));
        int digested = hold.path("digested").size();
        hold.path("digested").properties().stream()
                .limit(MOST_DIGESTED)
                .forEach(entry -> all.add(digested(entry.getKey(), entry.getValue())));
        int rest = Math.max(0, digested - MOST_DIGESTED)
                + hold.path("rest").path("count").asInt();
        return new Decision.Values(List.copyOf(all), rest == 0 ? Optional.empty() : Optional.of(rest(rest)), source());
    }

    /** The path of an argument, as people read it. */
    static String name(String path) {
        return path.startsWith(ARGUMENTS) ? path.substring(ARGUMENTS.length()) : path;
    }

    private static Prose rest(int count) {
        return Prose.of("And " + Words.plural(count, "argument", "arguments")
                + " beyond, which the signed record has by digest. An approval is for them as well.");
    }

    private Decision.Value argument(String path, JsonNode value) {
        JsonNode seen = first.path(path);
        String mark = seen.path("instruction").asBoolean() ? IN_INSTRUCTION : "";
        return value(path, Nodes.shown(value), mark, Nodes.text(seen, "call"), Prose.of(seen(seen)));
    }

    private static Decision.Value value(String path, String sent, String mark, String call, Prose seen) {
        return new Decision.Value(Text.of(name(path)), Text.of(sent, LONGEST), mark, call, seen);
    }

    private static Decision.Value digested(String path, JsonNode value) {
        String sent = value.path("size").asText() + " characters, " + Nodes.text(value, "digest");
        return value(path, sent, "too long to be shown", "", Prose.of(""));
    }

    private String seen(JsonNode seen) {
        if (seen.isMissingNode()) {
            return "";
        }
        if (!seen.has("call")) {
            return "here for the first time";
        }
        String what =
                Nodes.text(seen, "how").equals("created") ? " made it" : " gave it as `" + Nodes.text(seen, "as") + "`";
        String when =
                Nodes.time(seen, "at").map(at -> ", " + Words.before(at, since)).orElse("");
        return Nodes.text(seen, "by") + what + when;
    }

    private Optional<String> source() {
        if (first.isEmpty()) {
            return Optional.empty();
        }
        long told = first.valueStream()
                .filter(one -> one.path("instruction").asBoolean())
                .count();
        return Optional.of(
                told == 0
                        ? "None stands in the instruction"
                        : told == first.size()
                                ? "All stand in the instruction"
                                : told + " of " + first.size() + " stand in the instruction");
    }
}

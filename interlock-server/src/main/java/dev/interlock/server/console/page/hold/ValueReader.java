package dev.interlock.server.console.page.hold;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.interlock.server.console.Nodes;
import dev.interlock.server.console.Prose;
import dev.interlock.server.console.Text;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads the arguments of a held call: what would be sent, and where each value was seen first. Values are never shortened: those for which
 * the page has no room stand in a file of their own, which has all of them, and nobody approves the call there without saying that they
 * read it.
 */
final class ValueReader {

    /** The most bytes that names and values take on the page. */
    private static final int ROOM = 48 << 10;

    /** The bytes of a row beside its name and value, at most. */
    private static final int ROW = 400;

    /** All paths begin so, and it tells nothing to people. */
    private static final String ARGUMENTS = "args.";

    private static final String IN_INSTRUCTION = "is in the instruction";

    private final JsonNode hold;
    private final JsonNode first;
    private final Instant since;

    ValueReader(JsonNode hold, Instant since) {
        this.hold = hold;
        this.first = hold.path("firstSeen");
        this.since = since;
    }

    /**
     * An argument as it was sent.
     *
     * @param sent its value; of one that the record has by its digest, size and digest
     * @param mark what is special about it
     */
    private record Sent(String path, String sent, String mark) {

        int bytes() {
            return ROW + Text.bytes(name(path)) + Text.bytes(sent);
        }

        String line() {
            return Text.plain(name(path), Integer.MAX_VALUE) + (mark.isEmpty() ? "" : " (" + mark + ")") + "\n    "
                    + Text.plain(sent, Integer.MAX_VALUE) + "\n";
        }
    }

    Decision.Values read() {
        List<Sent> all = all(hold);
        var shown = new ArrayList<Decision.Value>();
        int room = ROOM;
        for (Sent one : all) {
            room -= one.bytes();
            if (room < 0) {
                break;
            }
            shown.add(value(one));
        }
        int rest = hold.path("rest").path("count").asInt();
        return new Decision.Values(
                List.copyOf(shown),
                all.size() - shown.size(),
                rest == 0 ? Optional.empty() : Optional.of(rest(rest)),
                source());
    }

    /** All arguments as a text, a line for each name and each value, in which invisible characters are written out. */
    static String file(JsonNode hold) {
        var file = new StringBuilder();
        all(hold).forEach(one -> file.append(one.line()));
        int rest = hold.path("rest").path("count").asInt();
        return rest == 0
                ? file.toString()
                : file.append(restText(rest)).append('\n').toString();
    }

    private static List<Sent> all(JsonNode hold) {
        var all = new ArrayList<Sent>();
        hold.path("arguments")
                .properties()
                .forEach(entry -> all.add(new Sent(entry.getKey(), Nodes.shown(entry.getValue()), "")));
        Set<String> traced = traced(hold);
        hold.path("unread")
                .properties()
                .forEach(entry -> all.add(new Sent(
                        entry.getKey(),
                        Nodes.shown(entry.getValue()),
                        traced.contains(entry.getKey()) ? "" : "no rule reads it")));
        hold.path("digested")
                .properties()
                .forEach(entry -> all.add(new Sent(
                        entry.getKey(),
                        entry.getValue().path("size").asText() + " characters, "
                                + Nodes.text(entry.getValue(), "digest"),
                        "too long to be shown")));
        return all;
    }

    /** The paths of the arguments for which a rule asked who chose them. */
    private static Set<String> traced(JsonNode hold) {
        return Nodes.list(hold.path("provenance").path("values"), value -> ARGUMENTS + Nodes.text(value, "path"))
                .stream()
                .collect(Collectors.toSet());
    }

    /** The path of an argument, as people read it. */
    static String name(String path) {
        return path.startsWith(ARGUMENTS) ? path.substring(ARGUMENTS.length()) : path;
    }

    private static Prose rest(int count) {
        return Prose.of(restText(count));
    }

    private static String restText(int count) {
        return "And " + Words.plural(count, "argument", "arguments") + " more, which the signed record contains "
                + "as digests. An approval covers them as well.";
    }

    private Decision.Value value(Sent argument) {
        JsonNode seen = argument.mark().isEmpty() ? first.path(argument.path()) : MissingNode.getInstance();
        return new Decision.Value(
                Text.whole(name(argument.path())),
                Text.whole(argument.sent()),
                seen.path("instruction").asBoolean() ? IN_INSTRUCTION : argument.mark(),
                Nodes.text(seen, "call"),
                Prose.of(argument.mark().isEmpty() ? seen(seen) : ""));
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
                        ? "None is in the instruction"
                        : told == first.size()
                                ? "All are in the instruction"
                                : told + " of " + first.size() + " are in the instruction");
    }
}

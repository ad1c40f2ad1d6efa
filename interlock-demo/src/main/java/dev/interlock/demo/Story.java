package dev.interlock.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.Paint;
import dev.interlock.server.render.Sheet;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Tells what happens, a line a call: who, which tool with what, what was decided, and why. Counts the decisions for the
 * last line. Not thread-safe.
 */
public final class Story {
    private static final int VALUE_WIDTH = 24;
    /** The longest line of a sentence: longer ones are hard to read. */
    private static final int LONGEST = 110;
    /** The width of the arrow, the verdict and the id of the call. */
    private static final int DECISION_WIDTH = "-> permitted c-999 ".length();
    /** The most members of an object that are told; the rest is in the ledger. */
    private static final int MOST_MEMBERS = 4;

    private final PrintWriter out;
    private final int agentWidth;
    private final int width;
    private final int sentence;
    private final Paint paint;
    private int permitted;
    private int held;
    private int denied;
    private Optional<String> lastDenied = Optional.empty();
    /** The reasons of denials that were told in full: told again, they are named only. */
    private final Set<String> toldInFull = new HashSet<>();

    /** @param agentWidth longest name of an agent, for the columns */
    public Story(PrintWriter out, int agentWidth) {
        this(out, agentWidth, Integer.MAX_VALUE, Paint.NONE);
    }

    /**
     * Tells the story on a terminal.
     *
     * @param agentWidth longest name of an agent, for the columns
     * @param width columns of the terminal
     */
    public Story(PrintWriter out, int agentWidth, int width, Paint paint) {
        this.out = out;
        this.agentWidth = agentWidth;
        this.width = width;
        this.sentence = Math.min(width, LONGEST);
        this.paint = paint;
    }

    /** Begins a part of the story. */
    public void scene(String title) {
        out.println();
        Sheet.wrap(title, width).forEach(line -> out.println(paint.strong(line)));
        out.flush();
    }

    /** Tells something other than a call: what people do, what the stage is. */
    public void note(String text) {
        Sheet.folded("  " + text, width).forEach(out::println);
        out.flush();
    }

    /** Tells a line that a command printed, with its indentation. */
    public void said(String line) {
        Sheet.folded("    " + line, sentence).forEach(part -> out.println(part.stripTrailing()));
        out.flush();
    }

    /** Tells one call and counts its decision. */
    public void call(String agent, ObjectNode arguments, Answer answer) {
        String word = count(answer.kind());
        String id = Json.string(answer.decision(), "call");
        if (answer.kind() == Answer.Kind.DENIED) {
            lastDenied = Optional.ofNullable(id);
        }
        tell(agent, arguments, answer, word, id == null ? "" : id, why(answer));
    }

    /** Tells one call that nobody decided, which counts for nothing. */
    public void unguarded(String agent, ObjectNode arguments, Answer answer) {
        boolean done = answer.kind() == Answer.Kind.DONE;
        tell(
                agent,
                arguments,
                answer,
                done ? "done" : "not done",
                "",
                done ? brief(answer.structured()) : answer.text());
    }

    private void tell(String agent, ObjectNode arguments, Answer answer, String word, String id, String why) {
        String indent = " ".repeat(agentWidth + 4);
        List<String> call = Sheet.wrap(answer.tool() + "(" + brief(arguments) + ")", width - indent.length() - 2);
        out.printf("  %-" + agentWidth + "s  %s%n", agent, call.getFirst());
        call.stream().skip(1).forEach(line -> out.println(indent + "  " + line));
        List<String> lines = Sheet.wrap(why, sentence - indent.length() - DECISION_WIDTH);
        out.printf("%s-> %s %-5s %s%n", indent, painted(word), id, lines.getFirst());
        lines.stream().skip(1).forEach(line -> out.println(indent + " ".repeat(DECISION_WIDTH) + line));
        out.flush();
    }

    private String painted(String word) {
        String padded = String.format(Locale.ROOT, "%-9s", word);
        return switch (word) {
            case "HELD" -> paint.hold(padded);
            case "DENIED", "rejected", "not done" -> paint.deny(padded);
            default -> paint.permit(padded);
        };
    }

    /**
     * The counts and the end.
     *
     * @param ledger what verification found, such as `verified`
     */
    public void end(String ledger) {
        out.println();
        out.println("demo: " + permitted + " permitted, " + held + " held, " + denied + " denied; ledger " + ledger);
        out.flush();
    }

    /** The call that was denied last. */
    public Optional<String> lastDenied() {
        return lastDenied;
    }

    private String count(Answer.Kind kind) {
        return switch (kind) {
            case DONE, FAILED, NOT_DONE, UNKNOWN -> {
                permitted++;
                yield "permitted";
            }
            case HELD -> {
                held++;
                yield "HELD";
            }
            case DENIED -> {
                denied++;
                yield "DENIED";
            }
            case REJECTED -> "rejected";
        };
    }

    private String why(Answer answer) {
        return switch (answer.kind()) {
            case DONE -> brief(answer.structured());
            case FAILED -> "the tool refused: " + answer.text();
            case NOT_DONE, UNKNOWN, REJECTED -> answer.text();
            case HELD -> inFull(answer);
            case DENIED -> {
                String rules = rules(answer);
                yield rules.isEmpty() || toldInFull.add(rules) ? inFull(answer) : rules + ", as before";
            }
        };
    }

    private static String inFull(Answer answer) {
        String message = Json.string(answer.decision(), "message");
        return answer.code().map(code -> code + ": ").orElse("") + (message == null ? answer.text() : message);
    }

    /** The rules that denied a call with what each found, such as {@code duty-conflict: AP-01, AP-04}; empty if no rule did. */
    private static String rules(Answer answer) {
        var rules = new TreeMap<String, StringJoiner>();
        for (JsonNode reason : answer.decision().path("reasons")) {
            if (reason.has("rule")) {
                rules.computeIfAbsent(reason.path("code").asText(), code -> new StringJoiner(", ", code + ": ", ""))
                        .add(reason.path("rule").asText());
            }
        }
        return rules.values().stream().map(StringJoiner::toString).collect(Collectors.joining("; "));
    }

    private static String brief(ObjectNode members) {
        StringJoiner joined = new StringJoiner(", ");
        int told = 0;
        for (Map.Entry<String, JsonNode> member : members.properties()) {
            if (told++ == MOST_MEMBERS) {
                return joined.add("...").toString();
            }
            JsonNode value = member.getValue();
            if (value.isArray()) {
                joined.add(value.size() + " " + member.getKey());
            } else {
                joined.add(member.getKey() + "=" + cut(value.isTextual() ? value.textValue() : Json.text(value)));
            }
        }
        return joined.toString();
    }

    private static String cut(String value) {
        return value.length() <= VALUE_WIDTH ? value : value.substring(0, VALUE_WIDTH - 3) + "...";
    }
}

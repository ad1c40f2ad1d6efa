package dev.interlock.server.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.mcp.wire.Json;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * Tells what happens, a line a call: who, which tool with what, what was decided, and why. Counts the decisions for the
 * last line. Not thread-safe.
 */
public final class Story {
    private static final int VALUE_WIDTH = 24;

    private final PrintWriter out;
    private final int agentWidth;
    private int permitted;
    private int held;
    private int denied;
    private Optional<String> lastDenied = Optional.empty();

    /** @param agentWidth longest name of an agent, for the columns */
    public Story(PrintWriter out, int agentWidth) {
        this.out = out;
        this.agentWidth = agentWidth;
    }

    /** Begins a part of the story. */
    public void scene(String title) {
        out.println();
        out.println(title);
        out.flush();
    }

    /** Something other than a call: what people do, what the stage is. */
    public void note(String text) {
        out.println("  " + text);
        out.flush();
    }

    /** Tells one call and counts its decision. */
    public void call(String agent, ObjectNode arguments, Answer answer) {
        String word = count(answer.kind());
        String id = Json.string(answer.decision(), "call");
        if (answer.kind() == Answer.Kind.DENIED) {
            lastDenied = Optional.ofNullable(id);
        }
        out.printf("  %-" + agentWidth + "s  %s(%s)%n", agent, answer.tool(), brief(arguments));
        out.printf("  %-" + agentWidth + "s  -> %-9s %s%n", "", word, (id == null ? "" : id + "  ") + why(answer));
        out.flush();
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

    public int permitted() {
        return permitted;
    }

    public int held() {
        return held;
    }

    public int denied() {
        return denied;
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

    private static String why(Answer answer) {
        return switch (answer.kind()) {
            case DONE -> brief(answer.structured());
            case FAILED -> "the tool refused: " + answer.text();
            case NOT_DONE, UNKNOWN, REJECTED -> answer.text();
            case HELD, DENIED -> {
                String message = Json.string(answer.decision(), "message");
                String said = message == null ? answer.text() : message;
                yield answer.code().map(code -> code + ": ").orElse("") + said;
            }
        };
    }

    private static String brief(ObjectNode members) {
        StringJoiner joined = new StringJoiner(", ");
        for (Map.Entry<String, JsonNode> member : members.properties()) {
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

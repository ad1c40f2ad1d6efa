package dev.interlock.cli.command.approval;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.Shown;
import java.util.ArrayList;
import java.util.List;

/** A break-glass lane as people read it: what it is for, who opened it, who looks at it afterwards, and what happened in it. */
final class LaneText {

    private final Screen screen;

    LaneText(Screen screen) {
        this.screen = screen;
    }

    void list(JsonNode lanes) {
        if (lanes.isEmpty()) {
            screen.line("no lanes");
            return;
        }
        var rows = new ArrayList<List<String>>();
        for (JsonNode lane : lanes) {
            rows.add(List.of(
                    Shown.text(lane, "id"),
                    Shown.text(lane, "agent"),
                    lane.has("opened_by") ? Shown.list(lane.path("opened_by")) : Shown.text(lane, "proposed_by"),
                    Shown.time(lane, "deadline"),
                    Shown.text(lane, "state") + (lane.path("overdue").asBoolean() ? ", review overdue" : "")));
        }
        screen.table(List.of("LANE", "AGENT", "BY", "UNTIL", "STATE"), rows);
    }

    /** Prints that a lane is open, and what its agent does to act in it. */
    void opened(JsonNode lane) {
        String agent = Shown.text(lane, "agent");
        String id = Shown.text(lane, "id");
        String task = Shown.text(lane, "task");
        screen.line(
                id + " is " + screen.bad("open") + " until " + Shown.time(lane, "deadline") + ", as the task " + task);
        if (Shown.text(lane, "acts_with").equals("token")) {
            screen.line("a new process of " + agent
                    + " acts in it with a token for the lane, which it gets in exchange for its workload token:");
            screen.line("  interlock token exchange /mcp/SERVER --task " + task
                    + " --workload-token-file FILE --key NEW-FILE");
        } else {
            screen.line("a new process of " + agent
                    + " acts in it with a credential as well as its own token; someone who opened the lane"
                    + " gets it with");
            screen.line("  interlock break-glass credential " + id + " --file " + agent + ".lane");
        }
    }

    /** Prints the credential of a lane, or the file that it is in, and what is done with it. */
    void credential(JsonNode lane) {
        String stands = "is for one process of " + Shown.text(lane, "agent") + " that has not acted before, in "
                + Shown.text(lane, "id") + " until " + Shown.time(lane, "deadline");
        if (lane.has("file")) {
            screen.line("the credential in " + Shown.text(lane, "file") + " " + stands);
        } else {
            screen.line(Shown.text(lane, "credential"));
            screen.line("it is shown only once; it " + stands);
        }
        screen.line(
                "the process sends it with each call in the header `Interlock-Lane-Credential`, together with its own"
                        + " token;");
        screen.line("it does not need to name a task");
    }

    /** Prints a lane with its timeline. */
    void show(JsonNode lane) {
        screen.line(screen.bold(Shown.text(lane, "id")) + "  " + coloured(Shown.text(lane, "state")) + "  "
                + Shown.text(lane, "agent"));
        screen.blank();
        screen.quotation("reason", Shown.raw(lane, "reason"));
        if (!lane.path("ticket").asText().isEmpty()) {
            screen.field("ticket", Shown.text(lane, "ticket"));
        }
        scope(lane);
        if (lane.has("opened")) {
            screen.field("opened", Shown.time(lane, "opened") + " by " + Shown.list(lane.path("opened_by")));
            screen.field("until", Shown.time(lane, "deadline"));
        } else if (lane.has("proposed_by")) {
            screen.field("proposed by", Shown.text(lane, "proposed_by"));
        }
        if (lane.has("ended")) {
            screen.field("ended", Shown.time(lane, "ended") + ", " + Shown.text(lane, "ended_because"));
        }
        review(lane);
        screen.blank();
        screen.heading("What happened");
        lane.path("entries").forEach(this::entry);
    }

    private void scope(JsonNode lane) {
        if (!lane.path("duties").isEmpty()) {
            screen.field("duties", Shown.list(lane.path("duties")));
        }
        if (!lane.path("objects").isEmpty()) {
            screen.field("about", Shown.list(lane.path("objects")));
        }
    }

    private void review(JsonNode lane) {
        if (lane.has("reviewed")) {
            screen.field("reviewed", Shown.time(lane, "reviewed") + " by " + Shown.text(lane, "reviewed_by"));
            screen.quotation("", Shown.raw(lane, "comment"));
        } else if (lane.has("reviewers")) {
            boolean overdue = lane.path("overdue").asBoolean();
            screen.field(
                    "review",
                    "by someone independent of " + Shown.text(lane, "reviewers")
                            + (lane.has("escalates_to")
                                    ? ", and once overdue also of " + Shown.text(lane, "escalates_to")
                                    : "")
                            + (lane.has("review_by") ? ", until " + Shown.time(lane, "review_by") : "")
                            + (overdue ? ": " + screen.bad("overdue") : ""));
        }
    }

    private void entry(JsonNode entry) {
        screen.line("  " + screen.dim(Shown.time(entry, "time")) + "  " + Shown.text(entry, "id") + "  "
                + Shown.text(entry, "by") + "  " + Shown.text(entry, "what") + "  " + Shown.text(entry, "text"));
        for (JsonNode waived : entry.path("waived")) {
            screen.line("    " + screen.bad("waived") + " " + Shown.text(waived, "rule") + ": "
                    + Shown.text(waived, "text"));
        }
    }

    private String coloured(String state) {
        return switch (state) {
            case "proposed", "open", "ended" -> screen.attention(state);
            case "accepted" -> screen.good(state);
            case "disputed" -> screen.bad(state);
            default -> state;
        };
    }
}

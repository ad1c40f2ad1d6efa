package dev.interlock.server.render;

import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.ClockEvent;
import dev.interlock.engine.event.ConfigurationRecorded;
import dev.interlock.engine.event.ContactWithdrawn;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.HoldEvent;
import dev.interlock.engine.event.LaneEvent;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.engine.event.LedgerEvent;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.SchemaSeen;
import dev.interlock.engine.model.AttributeValue;
import java.util.ArrayList;
import java.util.List;

/** The story of a task as text for people: who wanted what, within which bounds, what was done, and how it ended. */
public final class TaskText {

    private static final int VERDICT = 11;

    private final CallPhrases phrases;
    private final Paint paint;
    private final int width;

    /**
     * @param phrases how calls read
     * @param width columns of a line
     */
    public TaskText(CallPhrases phrases, Paint paint, int width) {
        this.phrases = phrases;
        this.paint = paint;
        this.width = width;
    }

    /** Lines without line ends. */
    public List<String> lines(TaskStory story) {
        var sheet = new Sheet(width, paint);
        Event.TaskOpened task = story.opened();
        sheet.title(paint.strong(Ids.task(task.task())) + "  "
                + story.ended().map(e -> Phrases.word(e.reason())).orElse(paint.hold("not ended")) + "  "
                + paint.faint(Phrases.time(story.opening().timeMillis())));
        sheet.blank();
        sheet.line(
                "intent",
                paint.strong(Plain.of(task.intent()))
                        + (task.objects().isEmpty() ? "" : " on " + Phrases.keys(task.objects())));
        if (!task.instruction().isEmpty()) {
            sheet.line("intent", "\"" + Plain.of(task.instruction()) + "\"");
        }
        sheet.line(
                "agent",
                paint.strong(Plain.of(task.agent())) + ", "
                        + (task.implicit() ? "which named no task" : "opened by " + Plain.of(task.openedBy())));
        sheet.line(
                "agent",
                value("owner", task.owner()) + ", " + value("chain", task.chain()) + ", "
                        + value("origin", task.origin()));
        story.parent()
                .ifPresent(p -> sheet.line(
                        "part of",
                        p.event() instanceof Event.TaskOpened above
                                ? Ids.task(above.task()) + "  " + Plain.of(above.intent()) + " by "
                                        + Plain.of(above.agent())
                                : "entry " + p.seq()));
        bounds(sheet, story, task);
        calls(sheet, story);
        for (TaskStory.Lease lease : story.leases()) {
            sheet.item("leases", Sheet.pad(Ids.lease(lease.event().lease()), 9) + " ", lease(lease, story));
        }
        for (Recorded part : story.parts()) {
            if (part.event() instanceof Event.TaskOpened below) {
                sheet.item(
                        "sub-tasks",
                        Sheet.pad(Ids.task(below.task()), 6) + " ",
                        Plain.of(below.intent()) + " by " + Plain.of(below.agent())
                                + (below.objects().isEmpty() ? "" : " on " + Phrases.keys(below.objects())) + "  "
                                + at(part, story));
            }
        }
        story.ending()
                .ifPresent(end -> sheet.line("end", end(((Event.TaskEnded) end.event())) + "  " + at(end, story)));
        sheet.line("record", "entry " + story.opening().seq() + " of the ledger");
        return sheet.lines();
    }

    private static String value(String name, AttributeValue value) {
        return switch (value) {
            case AttributeValue.Known known -> name + " " + Plain.of(known.value());
            case AttributeValue.Several several -> name + " " + Phrases.several(several);
            case AttributeValue.NotApplicable na -> "no " + name;
            case AttributeValue.Unknown unknown -> "unknown " + name;
        };
    }

    private void bounds(Sheet sheet, TaskStory story, Event.TaskOpened task) {
        sheet.line(
                "bounds",
                task.calls() + " calls, until " + Phrases.until(task.deadlineMillis()) + ", no pause longer than "
                        + Phrases.duration(task.idleMillis()));
        for (Recorded recorded : story.amendments()) {
            if (recorded.event() instanceof Event.TaskAmended a) {
                sheet.line(
                        "bounds",
                        "then " + a.calls() + " calls, until " + Phrases.until(a.deadlineMillis())
                                + (a.objects().isEmpty() ? "" : ", on " + Phrases.keys(a.objects()))
                                + (a.declassified().isEmpty()
                                        ? ""
                                        : ", without " + String.join(", ", a.declassified()) + " of what it had read")
                                + ": amended by "
                                + Phrases.name(a.by()) + Phrases.quoted(a.reason()) + "  " + at(recorded, story));
            }
        }
    }

    private void calls(Sheet sheet, TaskStory story) {
        if (story.calls().isEmpty()) {
            sheet.line("calls", "none");
            return;
        }
        sheet.line("calls", counts(story));
        int id = 1
                + story.calls().stream()
                        .mapToInt(c -> Ids.call(c.decided().seq()).length())
                        .max()
                        .orElse(5);
        for (TaskStory.Call call : story.calls()) {
            String lead = Sheet.pad(Ids.call(call.decided().seq()), id) + " " + at(call.decided(), story) + "  "
                    + Sheet.pad(verdict(call.event()), VERDICT);
            String said = phrases.say(call.decided().bundle(), call.event().facts());
            sheet.item("calls", lead, said + after(call));
        }
    }

    private String after(TaskStory.Call call) {
        String reasons = call.event() instanceof Event.CallReserved reserved
                ? EventLine.permitted(reserved)
                : EventLine.reasons(call.event().findings());
        String outcome = call.outcome()
                .map(o -> switch (o.event()) {
                    case Event.CallSettled s -> Phrases.painted(s.settlement(), paint) + Phrases.delivery(s);
                    case Event.CallRepeated r -> paint.hold("sent again, no outcome yet");
                    case Event.CallConfirmed c -> "confirmed: " + Phrases.painted(c.settlement(), paint);
                    case Event.CallReconciled r -> "reconciled: " + Phrases.painted(r.settlement(), paint);
                    case Event.CallDecided e -> "continues as " + Ids.call(e.call());
                    case Event.HoldAnswered e -> "";
                    case Event.LinkProposed e -> "";
                    case Event.LinkAnswered e -> "";
                    case Event.BundleActivated e -> "";
                    case Event.BundleProposed e -> "";
                    case Event.TaskOpened e -> "";
                    case Event.TaskAmended e -> "";
                    case Event.PlanDeclared e -> "";
                    case Event.TaskEnded e -> "";
                    case HoldEvent e -> "";
                    case LeaseEvent e -> "";
                    case LaneEvent e -> "";
                    case AgentEvent.DenialsCounted c -> AgentLine.times(c);
                    case AgentEvent e -> "";
                    case SchemaSeen e -> "";
                    case ContactWithdrawn e -> "";
                    case ConfigurationRecorded e -> "";
                    case LedgerEvent e -> "";
                    case ClockEvent e -> "";
                })
                .orElse(call.event() instanceof Event.CallReserved ? paint.hold("no outcome yet") : "");
        return (reasons.isEmpty() ? "" : "  " + reasons) + (outcome.isEmpty() ? "" : "  " + outcome);
    }

    private static String counts(TaskStory story) {
        var parts = new ArrayList<String>();
        count(parts, story, Event.CallReserved.class, "permitted");
        count(parts, story, Event.CallHeld.class, "held");
        count(parts, story, Event.CallDenied.class, "denied");
        return String.join(", ", parts);
    }

    private static void count(List<String> parts, TaskStory story, Class<?> kind, String word) {
        long number =
                story.calls().stream().filter(c -> kind.isInstance(c.event())).count();
        if (number > 0) {
            parts.add(number + " " + word);
        }
    }

    private String lease(TaskStory.Lease lease, TaskStory story) {
        String end = lease.ended()
                .map(r -> r.event() instanceof LeaseEvent.Revoked revoked
                        ? "  " + paint.deny("revoked") + ": " + Phrases.word(revoked.reason()) + "  " + at(r, story)
                        : "")
                .orElse("");
        return LeaseLine.words(lease.event()) + "  " + at(lease.issued(), story) + end;
    }

    private String verdict(Event.CallDecided call) {
        return switch (call) {
            case Event.CallReserved e -> paint.permit("permitted");
            case Event.CallHeld e -> paint.hold("held");
            case Event.CallDenied e -> paint.deny("denied");
            case Event.CallObserved e -> "observed"; // in no task
        };
    }

    private static String end(Event.TaskEnded ended) {
        return switch (ended.reason()) {
            case CLOSED -> "closed by " + Plain.of(ended.by());
            case CANCELLED -> "cancelled by " + Plain.of(ended.by());
            case DONE -> "done: its purpose was achieved";
            case EXPIRED -> "it expired";
            case IDLE -> "no call for longer than its idle limit";
            case PARENT_ENDED -> "a task above it ended";
            case REGISTRATION_CHANGED -> "its agent's registration has changed";
        };
    }

    private String at(Recorded recorded, TaskStory story) {
        return paint.faint(
                Phrases.timeFrom(recorded.timeMillis(), story.opening().timeMillis()));
    }
}

package dev.interlock.server.words;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.policy.Outcome;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The story of a call as text for people: what was asked, what was decided, why, on what evidence, and what followed. */
public final class ExplainText {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final FindingWords words;
    private final Paint paint;
    private final List<String> lines = new ArrayList<>();

    /** How verdicts are set off, when the output is a terminal. */
    public interface Paint {
        String permit(String text);

        String hold(String text);

        String deny(String text);

        String faint(String text);

        /** No colours. */
        Paint NONE = new Paint() {
            @Override
            public String permit(String text) {
                return text;
            }

            @Override
            public String hold(String text) {
                return text;
            }

            @Override
            public String deny(String text) {
                return text;
            }

            @Override
            public String faint(String text) {
                return text;
            }
        };
    }

    public ExplainText(FindingWords words, Paint paint) {
        this.words = words;
        this.paint = paint;
    }

    /** Lines without line ends. */
    public List<String> lines(CallStory story) {
        lines.clear();
        Event.CallDecided call = story.call();
        lines.add(Ids.call(call.call()) + "  " + verdict(call) + "  " + paint.faint(time(story.decided())));
        line("agent", actor(call.actor()));
        story.opened().ifPresentOrElse(
                t -> {
                    line("task", Ids.task(t.task()) + "  " + t.intent() + "  opened by " + t.openedBy());
                    if (!t.instruction().isEmpty()) {
                        line("", "\"" + t.instruction() + "\"");
                    }
                },
                () -> line("task", "none"));
        facts(call.facts());
        findings(call);
        witnesses(story);
        after(story);
        line("policy", story.decided().bundle());
        line("record", "entry " + story.decided().seq());
        return List.copyOf(lines);
    }

    private String verdict(Event.CallDecided call) {
        return switch (call) {
            case Event.CallReserved reserved ->
                paint.permit(reserved.excepted().isEmpty() ? "permitted" : "permitted by approval");
            case Event.CallHeld held -> paint.hold("held as " + Ids.hold(held.hold()));
            case Event.CallDenied denied -> paint.deny("denied");
        };
    }

    private static String actor(Actor actor) {
        return actor.name() + "  ("
                + actor.attributes().entrySet().stream()
                        .filter(a -> !a.getKey().equals("agent"))
                        .map(a -> a.getKey() + " " + switch (a.getValue()) {
                            case AttributeValue.Known known -> known.value();
                            case AttributeValue.NotApplicable na -> "n/a";
                            case AttributeValue.Unknown unknown -> "unknown";
                        })
                        .collect(Collectors.joining(", "))
                + ")";
    }

    private void facts(CallFacts facts) {
        line("tool", facts.tool() + "  " + String.join(", ", facts.marks()) + "  risk " + facts.risk());
        if (!facts.projection().isEmpty()) {
            line(
                    "arguments",
                    facts.projection().entrySet().stream()
                            .map(e -> e.getKey() + "=" + e.getValue())
                            .collect(Collectors.joining(", ")));
        }
        line("", facts.argumentsDigest());
        if (!facts.objects().isEmpty() || !facts.related().isEmpty()) {
            var keys = new ArrayList<>(facts.objects());
            keys.addAll(facts.related());
            line("objects", keys.stream().map(Object::toString).collect(Collectors.joining(", ")));
        }
    }

    private void findings(Event.CallDecided call) {
        String label = "because";
        for (Finding finding : call.findings()) {
            line(label, outcome(finding.outcome()) + "  " + words.forPeople(finding));
            finding.need().ifPresent(n -> line("", "would let it through: " + FindingWords.need(n)));
            label = "";
        }
        if (call instanceof Event.CallReserved reserved) {
            for (Finding finding : reserved.excepted()) {
                line(label, paint.hold("excepted") + "  " + words.forPeople(finding));
                label = "";
            }
            if (call.findings().isEmpty() && reserved.excepted().isEmpty()) {
                line(label, "no rule stands against it");
            }
        }
    }

    private String outcome(Outcome outcome) {
        return switch (outcome) {
            case DENY -> paint.deny("deny");
            case HOLD -> paint.hold("hold");
            case RECORD -> paint.faint("note");
        };
    }

    private void witnesses(CallStory story) {
        String label = "witness";
        for (Recorded witness : story.witnesses().values()) {
            if (witness.event() instanceof Event.CallDecided decided) {
                line(
                        label,
                        Ids.call(decided.call()) + "  " + decided.facts().tool() + "  by " + actor(decided.actor()) + "  "
                                + paint.faint(time(witness)));
                label = "";
            }
        }
    }

    private void after(CallStory story) {
        String label = "afterwards";
        var all = new ArrayList<>(story.answers());
        all.addAll(story.later());
        all.sort((a, b) -> Long.compare(a.seq(), b.seq()));
        for (Recorded recorded : all) {
            line(label, what(recorded) + "  " + paint.faint(time(recorded)));
            label = "";
        }
    }

    private String what(Recorded recorded) {
        return switch (recorded.event()) {
            case Event.HoldAnswered a ->
                Ids.answer(a.answer()) + "  " + (a.approved() ? paint.permit("approved") : paint.deny("rejected")) + " by "
                        + actor(a.by()) + (a.comment().isEmpty() ? "" : "  \"" + a.comment() + "\"");
            case Event.CallSettled s -> settlement(s.settlement());
            case Event.CallReconciled r ->
                "reconciled by " + actor(r.by()) + ": " + settlement(r.settlement())
                        + (r.reason().isEmpty() ? "" : "  \"" + r.reason() + "\"");
            case Event.CallDecided again -> Ids.call(again.call()) + "  the same call again: " + verdict(again);
            case Event.BundleActivated activated -> "";
            case Event.TaskOpened opened -> "";
            case Event.TaskAmended amended -> "";
            case Event.TaskEnded ended -> "";
        };
    }

    private static String settlement(Settlement settlement) {
        return switch (settlement) {
            case Settlement.Succeeded s ->
                "succeeded"
                        + (s.created().isEmpty()
                                ? ""
                                : ", created "
                                        + s.created().stream().map(Object::toString).collect(Collectors.joining(", ")));
            case Settlement.Failed f -> "failed: " + f.reason();
            case Settlement.Unknown u -> "outcome unknown: " + u.reason();
        };
    }

    private void line(String label, String text) {
        lines.add("  " + paint.faint(String.format("%-11s", label)) + text);
    }

    private static String time(Recorded recorded) {
        return TIME.format(Instant.ofEpochMilli(recorded.timeMillis()));
    }
}

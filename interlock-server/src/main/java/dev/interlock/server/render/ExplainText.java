package dev.interlock.server.render;

import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.ClockEvent;
import dev.interlock.engine.event.ConfigurationRecorded;
import dev.interlock.engine.event.ContactWithdrawn;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.HoldEvent;
import dev.interlock.engine.event.LaneEvent;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.engine.event.LedgerEvent;
import dev.interlock.engine.event.Need;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.SchemaSeen;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.policy.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The story of a call as text for people: what was asked, what was decided, why, on what evidence, and what followed. */
public final class ExplainText {

    private final FindingWords words;
    private final CallPhrases phrases;
    private final Paint paint;
    private final int width;

    /**
     * @param words with the bundle that decided, for the titles of its rules
     * @param phrases how calls read
     * @param width columns of a line
     */
    public ExplainText(FindingWords words, CallPhrases phrases, Paint paint, int width) {
        this.words = words;
        this.phrases = phrases;
        this.paint = paint;
        this.width = width;
    }

    /** Lines without line ends. */
    public List<String> lines(CallStory story) {
        var sheet = new Sheet(width, paint);
        Event.CallDecided call = story.call();
        sheet.title(paint.strong(Ids.call(call.call())) + "  " + verdict(call) + "  "
                + paint.faint(Phrases.time(story.decided().timeMillis())));
        sheet.blank();
        Optional<String> said = phrases.words(story.decided().bundle(), call.facts());
        said.ifPresent(text -> sheet.line("call", paint.strong(text)));
        facts(sheet, call.facts(), said.isPresent());
        if (call.continues().isPresent()) {
            sheet.line(
                    "call",
                    "in place of " + Ids.call(call.continues().getAsLong())
                            + ", with answers to its server's questions");
        }
        sheet.line("agent", paint.strong(Phrases.name(call.actor())));
        sheet.line("agent", Phrases.attributes(call.actor()));
        task(sheet, story);
        findings(sheet, story);
        story.provenance()
                .ifPresent(
                        provenance -> provenance(sheet, provenance, story.call().task()));
        witnesses(sheet, story);
        answers(sheet, story);
        later(sheet, story);
        story.configuration().ifPresent(configuration -> registry(sheet, configuration));
        if (!words.bundleName().isEmpty()) {
            sheet.line("policy", Plain.of(words.bundleName()));
        }
        sheet.line("policy", paint.faint(Plain.of(story.decided().bundle())));
        sheet.line("record", "entry " + story.decided().seq() + " of the ledger");
        return sheet.lines();
    }

    private String verdict(Event.CallDecided call) {
        return switch (call) {
            case Event.CallReserved reserved ->
                paint.permit(reserved.approvals().isEmpty() ? "permitted" : "permitted by approval");
            case Event.CallHeld held ->
                held.hold() == held.call()
                        ? paint.hold("held")
                        : paint.hold("held") + " again, by the same hold " + Ids.hold(held.hold());
            case Event.CallDenied denied -> paint.deny("denied");
            case Event.CallObserved observed -> paint.strong("observed");
        };
    }

    private void facts(Sheet sheet, CallFacts facts, boolean said) {
        sheet.line("call", said ? Phrases.call(facts) : paint.strong(Phrases.call(facts)));
        String marks = Plain.of(String.join(", ", facts.marks()));
        sheet.line(
                "call",
                (marks.isEmpty() ? "no duty" : marks)
                        + facts.amount()
                                .map(a -> ", " + Plain.of(AmountWords.of(a)))
                                .orElse("")
                        + ", risk " + Plain.of(facts.risk()));
        if (!facts.actsOn().isEmpty() && !facts.related().isEmpty()) {
            sheet.line("call", "for " + Phrases.keys(facts.related()));
        }
        Listed.lines(facts).forEach(line -> sheet.line("call", line));
        if (!facts.projection().isEmpty()) {
            sheet.line("arguments", Phrases.arguments(facts));
        }
        sheet.line("arguments", paint.faint(Plain.of(facts.argumentsDigest())));
    }

    private void task(Sheet sheet, CallStory story) {
        if (story.call() instanceof Event.CallObserved told) {
            String when = told.outsideMillis().isPresent()
                    ? ", as of " + Phrases.time(told.outsideMillis().getAsLong())
                    : "";
            sheet.line("told", "by " + Plain.of(told.source()) + " as " + Plain.of(told.id()) + when);
            sheet.line("told", "it happened outside and could not have been prevented");
            if (!told.created().isEmpty()) {
                sheet.line("told", "created " + Phrases.keys(told.created()));
            }
            return;
        }
        if (story.opened().isEmpty()) {
            sheet.line("task", "none");
            return;
        }
        Event.TaskOpened task = story.opened().get();
        sheet.line(
                "task",
                Ids.task(task.task()) + "  " + Plain.of(task.intent())
                        + (task.objects().isEmpty() ? "" : " on " + Phrases.keys(task.objects()))
                        + (task.implicit() ? ", implicit" : ", opened by " + Plain.of(task.openedBy()))
                        + (task.parent().isPresent()
                                ? ", part of " + Ids.task(task.parent().getAsLong())
                                : ""));
        if (!task.instruction().isEmpty()) {
            sheet.line("task", "\"" + Plain.of(task.instruction()) + "\"");
        }
    }

    private void findings(Sheet sheet, CallStory story) {
        Event.CallDecided call = story.call();
        for (Finding finding : call.findings()) {
            finding(sheet, outcome(finding.outcome()), finding);
            reason(sheet, story, finding);
            finding.need().ifPresent(need -> sheet.item("why", "  ", "needs " + needs(need)));
        }
        if (call instanceof Event.CallReserved reserved) {
            for (Finding excepted : reserved.excepted()) {
                finding(sheet, paint.hold("excepted"), excepted);
                if (excepted.code() != FindingCode.APPROVAL_REQUIRED) { // that one was given: see the answers
                    reason(sheet, story, excepted);
                }
            }
            for (Finding waived : reserved.waived()) {
                finding(sheet, paint.hold("waived"), waived);
                reason(sheet, story, waived);
            }
            if (call.findings().isEmpty()
                    && reserved.excepted().isEmpty()
                    && reserved.waived().isEmpty()) {
                sheet.line("why", "no rule prevents it");
            }
        }
    }

    private void finding(Sheet sheet, String outcome, Finding finding) {
        String rule = Plain.of(finding.rule());
        String title = Plain.of(words.title(finding.rule()).orElse(""));
        String code =
                paint.faint(finding.code().text() + (finding.unknown().isEmpty() ? "" : ", " + UnknownWords.CODE));
        String name = (rule.isEmpty() ? "" : paint.strong(rule) + " ") + code;
        sheet.item("why", outcome + "  ", name + (title.isEmpty() ? "" : ": " + title));
    }

    private void reason(Sheet sheet, CallStory story, Finding finding) {
        sheet.item(
                "why", "  ", Plain.of(words.reason(finding, story.call().actor().name(), story::party)));
    }

    /** Tells who chose the values of the call. The instruction of its own task is shown with the task. */
    private void provenance(Sheet sheet, ProvenanceStory story, long own) {
        sheet.line("asked for", ProvenanceWords.asked(story.provenance()));
        story.instruction()
                .filter(task -> task.task() != own)
                .ifPresent(task -> sheet.line(
                        "asked for",
                        Ids.task(task.task()) + " of " + Plain.of(task.openedBy()) + ": "
                                + ProvenanceWords.quoted(task.instruction())));
        for (ProvenanceStory.Value value : story.values()) {
            String name = paint.strong(Plain.of(value.chosen().path()))
                    + (value.text().isEmpty() ? "" : " = " + ProvenanceWords.quoted(value.text()));
            sheet.line("value", name + ": " + ProvenanceWords.chosen(value.chosen()));
            value.source()
                    .ifPresent(place -> sheet.item(
                            "value", "  ", ProvenanceWords.source(place.source()) + ProvenanceWords.place(place)));
            if (!value.also().isEmpty()) {
                sheet.item("value", "  ", ProvenanceWords.sources(value.also()) + " returned it as well");
            }
        }
        if (story.more() > 0) {
            sheet.line("value", "and " + story.more() + " more");
        }
    }

    private static String needs(Need need) {
        var attributes = new ArrayList<>(List.of("agent", "runtime"));
        attributes.addAll(need.attributes());
        return Plain.of(FindingWords.need(need)) + " (other " + Plain.of(Phrases.list(attributes))
                + "); an approval is valid for " + Phrases.duration(need.validMillis());
    }

    private String outcome(Outcome outcome) {
        return switch (outcome) {
            case DENY -> paint.deny("deny");
            case HOLD -> paint.hold("hold");
            case RECORD -> paint.faint("note");
        };
    }

    /** Tells who did what before, and in what that party is not another than the caller. */
    private void witnesses(Sheet sheet, CallStory story) {
        Map<Long, Set<String>> marks = marks(story.call());
        for (Recorded witness : story.witnesses().values()) {
            if (witness.event() instanceof Event.CallDecided decided) {
                String lead = Sheet.pad(Ids.call(decided.call()), 6) + " ";
                Set<String> counted = new TreeSet<>(marks.getOrDefault(decided.call(), Set.of()));
                counted.retainAll(decided.facts().marks());
                sheet.item(
                        "evidence",
                        lead,
                        Phrases.call(decided.facts()) + " by " + Phrases.name(decided.actor())
                                + (counted.isEmpty() ? "" : ", as " + Plain.of(String.join(", ", counted))) + "  "
                                + at(witness, story));
                sheet.item(
                        "evidence",
                        " ".repeat(lead.length()),
                        Phrases.dependence(decided.actor(), story.call().actor()));
            } else if (witness.event() instanceof Event.CallSettled settled) {
                sheet.item(
                        "evidence",
                        Sheet.pad(Ids.call(witness.seq()), 6) + " ",
                        "the answer to " + Ids.call(settled.call())
                                + settled.delivery()
                                        .map(d -> ", as " + Plain.of(String.join(", ", d.labels())))
                                        .orElse("")
                                + "  " + at(witness, story));
            }
        }
    }

    private static Map<Long, Set<String>> marks(Event.CallDecided call) {
        var findings = new LinkedHashSet<>(call.findings());
        if (call instanceof Event.CallReserved reserved) {
            findings.addAll(reserved.excepted());
            findings.addAll(reserved.waived());
        }
        var marks = new TreeMap<Long, Set<String>>();
        for (Finding finding : findings) {
            for (Witness w : finding.witnesses()) {
                // an entry of a rule that is a set counts once, by whichever of its marks
                marks.computeIfAbsent(w.call(), n -> new TreeSet<>())
                        .addAll(List.of(w.mark().split("\\|")));
            }
        }
        return marks;
    }

    private void answers(Sheet sheet, CallStory story) {
        for (Recorded recorded : story.answers()) {
            if (recorded.event() instanceof Event.HoldAnswered a) {
                String lead = Sheet.pad(Ids.answer(a.answer()), 6) + " ";
                boolean asked = story.call() instanceof Event.CallHeld;
                sheet.item(
                        "answers",
                        lead,
                        (asked ? "" : "to " + Ids.hold(a.hold()) + ": ")
                                + (a.approved() ? paint.permit("approved") : paint.deny("rejected")) + " by "
                                + Phrases.name(a.by())
                                + (a.groups().isEmpty() ? "" : " of " + Plain.of(Phrases.list(List.copyOf(a.groups()))))
                                + HoldLine.how(a.how(), recorded.timeMillis())
                                + Phrases.quoted(a.comment()) + "  " + at(recorded, story));
                sheet.item("answers", " ".repeat(lead.length()), paint.faint(Phrases.attributes(a.by())));
            }
        }
    }

    private void later(Sheet sheet, CallStory story) {
        for (Recorded recorded : story.later()) {
            String what = switch (recorded.event()) {
                case Event.CallSettled s -> Phrases.painted(s.settlement(), paint) + Phrases.delivery(s);
                case Event.CallConfirmed c -> Phrases.by(c.by()) + ": " + Phrases.painted(c.settlement(), paint);
                case Event.CallReconciled r ->
                    "reconciled by " + Phrases.name(r.by()) + ": " + Phrases.painted(r.settlement(), paint)
                            + Phrases.quoted(r.reason());
                case Event.CallRepeated again -> "sent again, because it takes effect at most once" + approvals(again);
                case Event.CallReserved again -> again(again, story) + verdict(again);
                case Event.CallHeld again ->
                    again(again, story) + (continues(again, story) ? verdict(again) : paint.hold("still held"));
                case Event.CallDenied again -> again(again, story) + verdict(again);
                case Event.HoldAnswered a -> "";
                case Event.LinkProposed l -> "";
                case Event.LinkAnswered l -> linked(l, story);
                case Event.CallObserved o -> "";
                case Event.BundleActivated b -> "";
                case Event.BundleProposed b -> "";
                case Event.TaskOpened t -> "";
                case Event.TaskAmended t -> "";
                case Event.PlanDeclared t -> "";
                case Event.TaskEnded t -> "";
                case LeaseEvent.Issued l -> "issued " + Ids.lease(l.lease()) + ": " + LeaseLine.words(l);
                case HoldEvent.Expired h -> paint.deny("waited long enough");
                case HoldEvent.Withdrawn h -> "withdrawn by " + Plain.of(h.by()) + Phrases.quoted(h.comment());
                case HoldEvent.OfDelegation d -> "";
                case LeaseEvent l -> "";
                case LaneEvent l -> "";
                case AgentEvent.DenialsCounted c ->
                    paint.deny("denied") + " " + AgentLine.times(c)
                            + ", by the same party, for the same tool and reasons";
                case AgentEvent a -> "";
                case SchemaSeen s -> "";
                case ContactWithdrawn c ->
                    paint.deny("contact withdrawn") + " by " + Plain.of(c.by()) + Phrases.quoted(c.reason());
                case ConfigurationRecorded c -> "";
                case LedgerEvent l -> "";
                case ClockEvent c -> "";
            };
            sheet.line("then", what + "  " + at(recorded, story));
        }
    }

    private static String approvals(Event.CallRepeated again) {
        return again.approvals().isEmpty()
                ? ""
                : ", approved by " + again.approvals().stream().map(Ids::answer).collect(Collectors.joining(", "));
    }

    private static boolean continues(Event.CallDecided later, CallStory story) {
        return later.continues().isPresent()
                && later.continues().getAsLong() == story.call().call();
    }

    private static String again(Event.CallDecided later, CallStory story) {
        return (continues(later, story) ? "with answers to its server as " : "asked again as ") + Ids.call(later.call())
                + ": ";
    }

    /** Returns what a late link has to do with the call. */
    private String linked(Event.LinkAnswered link, CallStory story) {
        String by = "by the late link " + Ids.link(link.link()) + ": ";
        String conflicts = link.latent().stream()
                .filter(f -> f.witnesses().stream()
                        .anyMatch(w -> w.call() == story.call().call()))
                .map(words::latent)
                .collect(Collectors.joining("; "));
        return by + (conflicts.isEmpty() ? "the hold is void" : conflicts);
    }

    /** Tells what was registered of the parties when the call was decided, and since when. */
    private void registry(Sheet sheet, ConfigurationStory configuration) {
        configuration
                .entries()
                .forEach((name, entry) ->
                        sheet.item("registry", paint.strong(Plain.of(name)) + "  ", ConfigurationLine.words(entry)));
        sheet.line(
                "registry",
                paint.faint("since entry " + configuration.record().seq() + " of "
                        + Phrases.time(configuration.record().timeMillis())
                        + configuration
                                .event()
                                .user()
                                .map(user -> ", by " + Plain.of(user))
                                .orElse("")
                        + (configuration.event().revertedTo().isPresent()
                                ? ", set back to entry "
                                        + configuration.event().revertedTo().getAsLong()
                                : "")
                        + ", " + Plain.of(configuration.event().digest())));
    }

    private String at(Recorded recorded, CallStory story) {
        return paint.faint(
                Phrases.timeFrom(recorded.timeMillis(), story.decided().timeMillis()));
    }
}

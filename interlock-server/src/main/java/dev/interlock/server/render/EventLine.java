package dev.interlock.server.render;

import dev.interlock.engine.event.ActivatedProposal;
import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.ClockEvent;
import dev.interlock.engine.event.ConfigurationRecorded;
import dev.interlock.engine.event.ContactWithdrawn;
import dev.interlock.engine.event.Delivery;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.HoldEvent;
import dev.interlock.engine.event.LaneEvent;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.engine.event.LedgerEvent;
import dev.interlock.engine.event.PlanKind;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.SchemaSeen;
import dev.interlock.engine.event.Settlement;
import dev.interlock.server.domain.LedgerReplayer;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One recorded event in one line.
 *
 * @param recorded the event
 * @param id as what it is referred to: {@code c-17}, or its number where it is part of the story of something else
 * @param who acted
 * @param verdict one word
 * @param tone how the word is set off
 * @param what the rest
 */
public record EventLine(Recorded recorded, String id, String who, String verdict, Tone tone, String what) {

    /** The meaning of the word for the reader. */
    public enum Tone {
        GOOD,
        WAITING,
        BAD,
        NEUTRAL
    }

    private static final int VERDICT = 10;

    /** The line of an event. The history is asked for the call that a later event is about. */
    public static EventLine of(Recorded recorded, LedgerReplayer history, CallPhrases phrases) {
        long seq = recorded.seq();
        return switch (recorded.event()) {
            case Event.BundleActivated e ->
                line(
                        recorded,
                        Long.toString(seq),
                        e.by(),
                        "activated",
                        Tone.NEUTRAL,
                        "policy " + Plain.of(e.name()) + " " + shortDigest(e.digest())
                                + e.proposal().map(EventLine::proposed).orElse(""));
            case Event.BundleProposed e ->
                line(
                        recorded,
                        Long.toString(seq),
                        e.by().name(),
                        "proposed",
                        Tone.NEUTRAL,
                        "policy " + Plain.of(e.name()) + " " + shortDigest(e.digest()));
            case Event.CallObserved e ->
                decided(
                        recorded,
                        e,
                        phrases,
                        "observed",
                        e.findings().isEmpty() ? Tone.NEUTRAL : Tone.BAD,
                        Stream.of("reported by " + Plain.of(e.source()), reasons(e.findings()))
                                .filter(text -> !text.isEmpty())
                                .collect(Collectors.joining(", ")));
            case Event.TaskOpened e ->
                line(recorded, Ids.task(e.task()), e.openedBy(), "opened", Tone.NEUTRAL, opened(e));
            case Event.TaskAmended e ->
                line(
                        recorded,
                        Long.toString(seq),
                        e.by().name(),
                        "amended",
                        Tone.NEUTRAL,
                        Ids.task(e.task())
                                + (e.declassified().isEmpty()
                                        ? ""
                                        : ", declassified " + String.join(", ", e.declassified()))
                                + Phrases.quoted(e.reason()));
            case Event.PlanDeclared e ->
                line(
                        recorded,
                        Long.toString(seq),
                        e.by(),
                        "plan",
                        e.answer() == PlanKind.SATISFIABLE ? Tone.GOOD : Tone.NEUTRAL,
                        Ids.task(e.task()) + "  " + e.steps().size()
                                + (e.steps().size() == 1 ? " step, " : " steps, ") + Phrases.word(e.answer()));
            case Event.TaskEnded e ->
                line(recorded, Long.toString(seq), e.by(), Phrases.word(e.reason()), Tone.NEUTRAL, Ids.task(e.task()));
            case Event.CallReserved e ->
                decided(recorded, e, phrases, "permitted", Tone.GOOD, continuing(e) + permitted(e));
            case Event.CallHeld e ->
                decided(
                        recorded,
                        e,
                        phrases,
                        "held",
                        Tone.WAITING,
                        continuing(e)
                                + (e.hold() == e.call() ? "" : "again " + Ids.hold(e.hold()) + ", ")
                                + reasons(e.findings()));
            case Event.CallDenied e ->
                decided(recorded, e, phrases, "denied", Tone.BAD, continuing(e) + reasons(e.findings()));
            case Event.CallRepeated e ->
                line(
                        recorded,
                        Long.toString(seq),
                        caller(e.call(), history),
                        "sent again",
                        Tone.GOOD,
                        Ids.call(e.call()) + "  "
                                + (e.approvals().isEmpty()
                                        ? reasons(e.findings())
                                        : "approved by " + answers(e.approvals())));
            case Event.CallSettled e ->
                line(
                        recorded,
                        Long.toString(seq),
                        caller(e.call(), history),
                        Phrases.word(e.settlement()),
                        e.delivery().filter(Delivery::withheld).isPresent() ? Tone.BAD : tone(e.settlement()),
                        about(e.call(), e.settlement()) + Phrases.delivery(e));
            case Event.CallConfirmed e ->
                line(
                        recorded,
                        Long.toString(seq),
                        caller(e.call(), history),
                        Phrases.word(e.settlement()),
                        tone(e.settlement()),
                        Phrases.by(e.by()) + " " + about(e.call(), e.settlement()));
            case Event.CallReconciled e ->
                line(
                        recorded,
                        Long.toString(seq),
                        e.by().name(),
                        Phrases.word(e.settlement()),
                        tone(e.settlement()),
                        "reconciled " + about(e.call(), e.settlement()) + Phrases.quoted(e.reason()));
            case Event.LinkProposed e ->
                line(
                        recorded,
                        Ids.link(e.link()),
                        e.by().name(),
                        "proposed",
                        Tone.WAITING,
                        Plain.of(Phrases.link(e.what())) + Phrases.quoted(e.reason()));
            case Event.LinkAnswered e ->
                line(
                        recorded,
                        Long.toString(seq),
                        e.by().name(),
                        e.confirmed() ? "linked" : "rejected",
                        e.confirmed() ? Tone.NEUTRAL : Tone.BAD,
                        Ids.link(e.link()) + Phrases.quoted(e.comment()) + linked(e));
            case Event.HoldAnswered e ->
                line(
                        recorded,
                        Ids.answer(e.answer()),
                        e.by().name(),
                        e.approved() ? "approved" : "rejected",
                        e.approved() ? Tone.GOOD : Tone.BAD,
                        Ids.hold(e.hold())
                                + HoldLine.how(e.how(), recorded.timeMillis())
                                + Phrases.quoted(e.comment()));
            case HoldEvent e -> HoldLine.of(recorded, e, history);
            case LeaseEvent e -> LeaseLine.of(recorded, e, history);
            case LaneEvent e -> LaneLine.of(recorded, e);
            case AgentEvent e -> AgentLine.of(recorded, e);
            case SchemaSeen e -> SchemaLine.of(recorded, e);
            case ContactWithdrawn e ->
                line(
                        recorded,
                        Long.toString(seq),
                        e.by(),
                        "withdrew",
                        Tone.BAD,
                        "the contacts of " + Ids.call(e.call()) + Phrases.quoted(e.reason()));
            case ConfigurationRecorded e -> ConfigurationLine.of(recorded, e);
            case LedgerEvent e -> LedgerLine.of(recorded, e);
            case ClockEvent e -> ClockLine.of(recorded, e);
        };
    }

    private static String proposed(ActivatedProposal proposal) {
        return ", proposed by " + Plain.of(proposal.by())
                + (proposal.singleAdministrator() ? ", single administrator" : "");
    }

    static EventLine line(Recorded recorded, String id, String who, String verdict, Tone tone, String what) {
        return new EventLine(recorded, id, Plain.of(who), verdict, tone, what);
    }

    private static EventLine decided(
            Recorded recorded, Event.CallDecided call, CallPhrases phrases, String verdict, Tone tone, String reasons) {
        String what = phrases.say(recorded.bundle(), call.facts()) + (reasons.isEmpty() ? "" : "  " + reasons);
        return line(recorded, Ids.call(call.call()), call.actor().name(), verdict, tone, what);
    }

    private static String opened(Event.TaskOpened e) {
        return Plain.of(e.intent())
                + (e.agent().equals(e.openedBy()) ? "" : " for " + Plain.of(e.agent()))
                + (e.parent().isPresent() ? " under " + Ids.task(e.parent().getAsLong()) : "")
                + (e.objects().isEmpty() ? "" : " on " + Phrases.keys(e.objects()))
                + (e.implicit() ? " (implicit)" : "");
    }

    private static String linked(Event.LinkAnswered e) {
        return (e.latent().isEmpty() ? "" : "  latent: " + reasons(e.latent()))
                + (e.voided().isEmpty()
                        ? ""
                        : "  void: " + e.voided().stream().map(Ids::hold).collect(Collectors.joining(", ")));
    }

    private static String continuing(Event.CallDecided call) {
        String asked = call.asked().map(its -> "asked by " + its.by() + "  ").orElse("");
        return call.continues().isPresent()
                ? asked + "continues " + Ids.call(call.continues().getAsLong()) + "  "
                : asked;
    }

    static String permitted(Event.CallReserved e) {
        if (!e.waived().isEmpty()) {
            return "waived " + reasons(e.waived());
        }
        return e.approvals().isEmpty() ? reasons(e.findings()) : "approved by " + answers(e.approvals());
    }

    private static String answers(List<Long> approvals) {
        return approvals.stream().map(Ids::answer).collect(Collectors.joining(", "));
    }

    /** Rules and codes, each once: {@code AP-01 duty-conflict with c-5}. */
    static String reasons(List<Finding> findings) {
        return findings.stream().map(EventLine::reason).distinct().collect(Collectors.joining(", "));
    }

    private static String reason(Finding finding) {
        String with = finding.witnesses().stream()
                .map(w -> Ids.call(w.call()))
                .distinct()
                .collect(Collectors.joining(", "));
        return (finding.rule().isEmpty() ? "" : Plain.of(finding.rule()) + " ")
                + finding.code().text()
                + (finding.unknown().isEmpty() ? "" : " (" + UnknownWords.CODE + ")")
                + (with.isEmpty() ? "" : " with " + with);
    }

    private static String about(long call, Settlement settlement) {
        String detail = Phrases.detail(settlement);
        return Ids.call(call) + Phrases.beforeDetail(settlement, detail) + detail;
    }

    private static String caller(long call, LedgerReplayer history) {
        try {
            return history.event(call).event() instanceof Event.CallDecided decided
                    ? decided.actor().name()
                    : "?";
        } catch (UncheckedIOException e) {
            return "?"; // a damaged ledger is shown as far as it can be read
        }
    }

    private static Tone tone(Settlement settlement) {
        return switch (settlement) {
            case Settlement.Succeeded s -> Tone.GOOD;
            case Settlement.Existed e -> Tone.WAITING;
            case Settlement.Failed f -> Tone.BAD;
            case Settlement.Unknown u -> Tone.WAITING;
        };
    }

    static String shortDigest(String digest) {
        return Plain.of(digest.length() > 20 ? digest.substring(0, 20) + "..." : digest);
    }

    /** Returns whether the event may be referred to as {@code name}: by its id, as a hold by its call, or by its number. */
    public boolean named(String name) {
        return name.equals(id)
                || name.equals(Long.toString(recorded.seq()))
                || (recorded.event() instanceof Event.CallHeld held
                        && held.hold() == held.call()
                        && name.equals(Ids.hold(held.hold())));
    }

    private static String painted(Paint paint, String verdict, Tone tone) {
        return switch (tone) {
            case GOOD -> paint.permit(verdict);
            case WAITING -> paint.hold(verdict);
            case BAD -> paint.deny(verdict);
            case NEUTRAL -> verdict;
        };
    }

    /**
     * The columns of such a line, of an event that is at hand or of one that a server told of.
     *
     * @param millis when it was recorded
     */
    public record Columns(long millis, String id, String who, String verdict, Tone tone, String what) {

        public String format(Paint paint, int idWidth, int whoWidth) {
            return (paint.faint(Phrases.time(millis)) + "  " + Sheet.pad(id, idWidth) + "  "
                            + Sheet.pad(who, whoWidth) + "  " + Sheet.pad(painted(paint, verdict, tone), VERDICT)
                            + "  " + what)
                    .stripTrailing();
        }
    }

    /** Returns the line in columns: time, id, who, verdict, what. */
    public String format(Paint paint, int idWidth, int whoWidth) {
        return new Columns(recorded.timeMillis(), id, who, verdict, tone, what).format(paint, idWidth, whoWidth);
    }
}

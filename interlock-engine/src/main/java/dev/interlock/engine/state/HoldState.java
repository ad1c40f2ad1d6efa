package dev.interlock.engine.state;

import dev.interlock.engine.clock.Shift;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.Need;
import dev.interlock.engine.model.BindingCode;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Sha256;
import dev.interlock.engine.policy.Outcome;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A held call whose task has not ended, with its answers, unless it is an {@link EndedHold}. Changed only by the fold. */
public final class HoldState {

    /** The standing of a hold. */
    public enum Status {
        OPEN,
        REJECTED,
        /** The approvals of the hold were spent on a reservation. */
        SPENT,
        /** The same call was held again for other reasons. */
        SUPERSEDED,
        /** A late link took away a difference that the hold rests on. */
        VOIDED,
        /** The hold was not approved within the time that it waits. */
        EXPIRED,
        /** The requester, or somebody who answers for its task, does not want the call any more. */
        WITHDRAWN
    }

    /**
     * One answer.
     *
     * @param timeMillis time at which it was recorded
     * @param waitedMillis time for which the call had been held then, by which groups may have answered for others
     */
    public record Answered(Event.HoldAnswered event, long timeMillis, long waitedMillis) {

        Answered moved(Shift by) {
            return new Answered(event, by.earliest(timeMillis), waitedMillis);
        }
    }

    private final Event.CallHeld held;
    private long heldMillis;
    private final List<Answered> answers = new ArrayList<>(1);
    private final List<Finding> reasons;
    /** Computed when somebody asks for it, which readers may do side by side: all come to an equal text. */
    private @Nullable String group;

    private long waitsUntil;
    private Status status = Status.OPEN;

    HoldState(Event.CallHeld held, long heldMillis) {
        this.held = held.withoutFurther();
        this.heldMillis = heldMillis;
        var holding = new ArrayList<Finding>(held.findings().size());
        long until = Long.MAX_VALUE;
        for (Finding finding : held.findings()) {
            if (finding.outcome() == Outcome.HOLD) {
                holding.add(finding);
                until = Math.min(until, waitsUntil(finding, heldMillis));
            }
        }
        this.reasons = List.copyOf(holding);
        this.waitsUntil = until;
    }

    private static long waitsUntil(Finding reason, long since) {
        long wait = reason.need().isPresent() ? reason.need().get().terms().waitMillis() : 0;
        return wait > 0 ? Math.min(wait, Long.MAX_VALUE - since) + since : Long.MAX_VALUE;
    }

    /** A hold that is over, as far as the events of the hold and of its answers tell. */
    public static HoldState past(Event.CallHeld held, long heldMillis, List<Answered> answers) {
        var hold = new HoldState(held, heldMillis);
        hold.answers.addAll(answers);
        return hold;
    }

    /** Takes its times as they are to be read from now on: it is escalated later, and its wait and its approvals are over earlier. */
    void move(Shift by) {
        heldMillis = by.latest(heldMillis);
        waitsUntil = by.earliest(waitsUntil);
        answers.replaceAll(answer -> answer.moved(by));
    }

    public long number() {
        return held.hold();
    }

    /** The event that first recorded the hold, without the arguments that are for people alone. */
    public Event.CallHeld held() {
        return held;
    }

    public long heldMillis() {
        return heldMillis;
    }

    public Status status() {
        return status;
    }

    /** The time at which the wait is over, in milliseconds since 1970, by its shortest need; {@link Long#MAX_VALUE} for never. */
    public long waitsUntilMillis() {
        return waitsUntil;
    }

    /** Returns whether the hold waits for a limited time only. */
    public boolean expires() {
        return waitsUntil != Long.MAX_VALUE;
    }

    /** Returns whether the wait of an open hold is over at this time. A hold that was approved in full until then can still be used. */
    public boolean isOverdue(long now) {
        return status == Status.OPEN && now > waitsUntil;
    }

    /**
     * Returns whether the arguments of a call are read by the same schema as those of the held one. An unknown schema, as at a door of
     * somebody else, is not taken for another.
     */
    public boolean isReadAs(CallFacts facts) {
        Optional<String> before = held.facts().schema();
        return before.isEmpty() || facts.schema().isEmpty() || before.equals(facts.schema());
    }

    /** The time for which the call had been held at this time, in milliseconds. */
    public long waited(long now) {
        return now - heldMillis;
    }

    /** The binding code of this very call. */
    public String code() {
        return BindingCode.of(held.digest(), held.hold());
    }

    /** Returns whether an approval has to repeat the binding code. */
    public boolean isConfirmed() {
        return reasons.stream()
                .flatMap(reason -> reason.need().stream())
                .anyMatch(need -> need.terms().confirmed());
    }

    /** The likeness of this hold, which is equal for holds that are alike. */
    public Likeness likeness() {
        return new Likeness(
                held.actor().name(),
                held.facts().tool(),
                reasons.stream()
                        .map(reason -> reason.rule() + " " + reason.code().text() + " "
                                + reason.need().map(Need::level).orElse(""))
                        .toList());
    }

    /** The name of the group of holds that are alike. */
    public String group() {
        String known = group;
        if (known == null) {
            known = likeness().group();
            group = known;
        }
        return known;
    }

    /**
     * The properties that holds which are alike have in common.
     *
     * @param agent the agent that asked
     * @param reasons the rule, code and level of each reason
     */
    public record Likeness(String agent, String tool, List<String> reasons) {

        private static final int BYTES = 6;

        public Likeness {
            reasons = List.copyOf(reasons);
        }

        /** A short name for the holds that have it: a digest of it, as people and programs pass it on. */
        String group() {
            byte[] hash = Sha256.of(agent + "\n" + tool + "\n" + String.join("\n", reasons));
            return "g-" + HexFormat.of().formatHex(hash, 0, BYTES);
        }
    }

    /** Answers in the order of their numbers. */
    public List<Answered> answers() {
        return answers;
    }

    /** The findings that hold the call; others were only recorded with the hold. */
    public List<Finding> reasons() {
        return reasons;
    }

    void answered(Answered answer) {
        answers.add(answer);
    }

    void status(Status now) {
        status = now;
    }
}

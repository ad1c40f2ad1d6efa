package dev.interlock.server.domain;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.decide.Decider;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.state.State;
import dev.interlock.ledger.commitment.PartyName;
import dev.interlock.ledger.log.Receipt;
import dev.interlock.ledger.store.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The decisions since the last commit, as entries of the ledger. They are folded into the state as they are made, so that the next one
 * counts them. Used by the writer alone.
 *
 * <p>INVARIANT: the bundle that an event is recorded under is that of the state that it was decided on.
 */
final class Batch {

    /** The number of shorter forms that are tried of what cannot be recorded: without what is for people, then bare. */
    private static final int LESS = 2;

    private final DomainClock clock;
    private final PostCommit postCommit;
    private final LeafWriter leaves;
    private final List<Entry> entries = new ArrayList<>();
    private final LikeDenials denials = new LikeDenials();

    Batch(DomainClock clock, PostCommit postCommit, LeafWriter leaves) {
        this.clock = clock;
        this.postCommit = postCommit;
        this.leaves = leaves;
    }

    /** A decision that was folded; one that was counted with another like it has no events. */
    record Made(Decision decision, LikeDenials.@Nullable First counted) {

        Optional<Reply> reply(List<Receipt> receipts) {
            return Optional.of(
                    counted == null
                            ? new Reply(decision.answer(), receipts, decision.events())
                            : new Reply(decision.answer(), List.of(counted.receipt()), List.of()));
        }
    }

    /** The record ends where this state does. */
    void startAt(State state) {
        clock.follow(state);
    }

    /** The entries that are not durable yet. */
    List<Entry> entries() {
        return entries;
    }

    /** The names of parties that no durable entry has. */
    List<PartyName> names() {
        return leaves.fresh();
    }

    int size() {
        return entries.size();
    }

    /** INVARIANT: an event is recorded with the time at which it was decided; that never goes back, but where somebody confirms the clock. */
    long now(State current) {
        return Math.max(clock.now(), current.timeMillis());
    }

    Made decideAndFold(State current, Command command, Watch watch) {
        return decideAndFold(current, command, watch, LESS);
    }

    private Made decideAndFold(State current, Command command, Watch watch, int less) {
        long now = Decider.time(current, command, now(current));
        Decision decision = Decider.decide(current, command, now);
        Optional<LikeDenials.Like> like =
                LikeDenials.of(current, command, decision, current.bundle().digest());
        if (like.isPresent() && decision.answer() instanceof Answer.Deny denied) {
            LikeDenials.First first = denials.count(like.get(), now);
            if (first != null) {
                Answer.Deny answer = first.answer(denied);
                watch.counted(answer);
                return new Made(new Decision(List.of(), answer), first);
            }
        }
        try {
            propose(current, decision.events(), now);
            like.ifPresent(one -> denials.recorded(one, current.nextSeq() - 1, now));
            return new Made(decision, null);
        } catch (Unrecordable e) {
            if (less == 0) {
                throw e;
            }
            return decideAndFold(current, e.instead(command).orElseThrow(() -> e), watch, less - 1);
        }
    }

    /** Says in the record how many denials like a recorded one were only counted, where their minute is over. */
    void recordCounted(State current) {
        recordCounted(current, denials.due(now(current)));
    }

    /** Records all counts of like denials, at the end. */
    void recordAllCounted(State current) {
        recordCounted(current, denials.due(Long.MAX_VALUE));
    }

    private void recordCounted(State current, List<Event> counted) {
        if (!counted.isEmpty()) {
            propose(current, counted);
        }
    }

    void propose(State current, List<Event> events) {
        propose(current, events, now(current));
    }

    /** Encodes first and folds then: what cannot be recorded must not change the state. */
    private void propose(State current, List<Event> events, long now) {
        var proposed = new ArrayList<Recorded>(events.size());
        var encoded = new ArrayList<Entry>(events.size());
        long bytes = 0;
        for (Event event : events) {
            var next = new Recorded(
                    current.nextSeq() + proposed.size(), now, current.bundle().digest(), event);
            Entry entry = entry(next);
            proposed.add(next);
            encoded.add(entry);
            bytes += entry.length();
        }
        proposed.forEach(each -> postCommit.fold(current, each));
        clock.follow(current);
        entries.addAll(encoded);
        postCommit.proposed(proposed, bytes);
    }

    private Entry entry(Recorded recorded) {
        try {
            return leaves.entry(recorded);
        } catch (IllegalArgumentException e) {
            throw new Unrecordable(e);
        }
    }

    /** The entries are durable, and the next batch begins. */
    void committed(List<Receipt> receipts) {
        denials.durable(receipts);
        leaves.committed();
        entries.clear();
    }

    /** The entries cannot be recorded. */
    void lost() {
        denials.lost();
        entries.clear();
    }
}

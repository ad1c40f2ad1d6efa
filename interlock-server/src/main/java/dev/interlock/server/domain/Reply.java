package dev.interlock.server.domain;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Settlement;
import dev.interlock.ledger.log.Receipt;
import java.util.List;
import java.util.Optional;

/**
 * The answer of a domain to a command. By the time anybody has it, the events of the decision are durable, unless it is a
 * {@linkplain Domain#settle plain outcome}: these have their place in the order then, and no receipt.
 *
 * @param receipts one for each durable event of the decision, in order
 * @param events of the decision
 */
public record Reply(Answer answer, List<Receipt> receipts, List<Event> events) {

    public Reply {
        receipts = List.copyOf(receipts);
        events = List.copyOf(events);
    }

    /** An answer for which nothing was recorded. */
    static Reply ofNothing(Answer answer) {
        return new Reply(answer, List.of(), List.of());
    }

    /**
     * The outcome of a call as the decision recorded it, which need not be the one that was told: a source may have told of the call
     * while it was in flight.
     */
    public Optional<Settlement> settlement(long call) {
        Settlement last = null;
        for (Event event : events) {
            if (event instanceof Event.CallSettled settled && settled.call() == call) {
                last = settled.settlement();
            } else if (event instanceof Event.CallConfirmed confirmed && confirmed.call() == call) {
                last = confirmed.settlement();
            }
        }
        return Optional.ofNullable(last);
    }

    /** The receipt of the decision's last event: for a call, of the event that decides it. */
    public Receipt receipt() {
        if (receipts.isEmpty()) {
            throw new IllegalStateException("the decision recorded nothing");
        }
        return receipts.getLast();
    }
}

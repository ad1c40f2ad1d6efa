package dev.interlock.server.domain;

import dev.interlock.engine.command.Answer;
import dev.interlock.ledger.log.Receipt;
import java.util.List;

/**
 * What a domain answers to a command. By the time anybody has it, the events of the decision are durable.
 *
 * @param receipts one for each event of the decision, in order
 */
public record Reply(Answer answer, List<Receipt> receipts) {

    public Reply {
        receipts = List.copyOf(receipts);
    }

    /** The receipt of the decision's last event: for a call, of the event that decides it. */
    public Receipt receipt() {
        if (receipts.isEmpty()) {
            throw new IllegalStateException("the decision recorded nothing");
        }
        return receipts.getLast();
    }
}

package dev.interlock.engine.decide;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.ContactWithdrawn;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.state.State;

/**
 * The decisions on verified contacts that people withdraw. Any person may, as one presses a stop button: afterwards, calls that reach
 * the contact wait for an approval at worst.
 */
final class ContactDecider {

    private ContactDecider() {}

    static Decision withdraw(State state, Command.WithdrawContact command) {
        var proposal = new Proposal(state);
        if (!command.by().person()) {
            return proposal.refuse(RefusalCode.NOT_ALLOWED, "only a person can withdraw a verified contact");
        }
        if (state.contacts().registration(command.call()).isEmpty()) {
            return proposal.refuse(
                    RefusalCode.CONTACT_UNKNOWN,
                    "`c-" + command.call() + "` verifies no contact: it never did, or its contacts have been removed or"
                            + " withdrawn; `interlock contact list` shows the calls whose contacts are verified");
        }
        proposal.add(new ContactWithdrawn(command.call(), command.by().name(), command.reason()));
        return proposal.answer(new Answer.Done(command.call()));
    }
}

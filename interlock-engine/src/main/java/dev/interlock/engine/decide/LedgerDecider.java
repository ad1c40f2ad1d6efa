package dev.interlock.engine.decide;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Authority;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.command.LedgerCommand;
import dev.interlock.engine.event.LedgerDoubt;
import dev.interlock.engine.event.LedgerEvent;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.state.Actors;
import dev.interlock.engine.state.State;
import dev.interlock.engine.trust.LedgerTrust;
import java.util.Optional;

/** The decisions on the ledger itself. To accept one that is closed takes two people who are independent of each other. */
final class LedgerDecider {

    private static final String DIGEST = "sha-256:[0-9a-f]{64}";

    private LedgerDecider() {}

    /** The refusal of a command that gives authority while the ledger is closed; empty for others. */
    static Optional<Decision> refusal(State state, Command command) {
        return state.trust().isClosed() && Authority.isGivenBy(command)
                ? Optional.of(new Proposal(state)
                        .refuse(
                                RefusalCode.LEDGER_CLOSED,
                                "the ledger is closed until people accept it: nothing is permitted, approved or"
                                        + " changed; see `interlock ledger status`"))
                : Optional.empty();
    }

    static Decision decide(State state, LedgerCommand command) {
        var proposal = new Proposal(state);
        return switch (command) {
            case LedgerCommand.NoteSnapshot note -> note(note, proposal);
            case LedgerCommand.UseAnchor use -> use(state, proposal);
            case LedgerCommand.CheckLedger check -> check(state, check, proposal);
            case LedgerCommand.ProposeAcceptance propose -> propose(state, propose, proposal);
            case LedgerCommand.AnswerAcceptance answer -> answer(state, answer, proposal);
        };
    }

    private static Decision note(LedgerCommand.NoteSnapshot command, Proposal proposal) {
        if (command.size() < 1
                || command.size() > proposal.next()
                || !command.digest().matches(DIGEST)) {
            return proposal.refuse(
                    RefusalCode.ARGUMENT_INVALID, "a snapshot must cover existing entries and have a digest");
        }
        long number = proposal.next();
        proposal.add(new LedgerEvent.SnapshotTaken(command.size(), command.digest()));
        return proposal.answer(new Answer.Done(number));
    }

    private static Decision use(State state, Proposal proposal) {
        if (!state.trust().anchored()) {
            proposal.add(new LedgerEvent.AnchorUsed());
        }
        return proposal.answer(new Answer.Done(0));
    }

    private static Decision check(State state, LedgerCommand.CheckLedger command, Proposal proposal) {
        LedgerTrust trust = state.trust();
        for (LedgerDoubt cause : LedgerDoubt.values()) {
            LedgerCommand.Found found = command.doubts().get(cause);
            LedgerTrust.Closing before = trust.closings().get(cause);
            if (found != null && (before == null || !isStill(before, found))) {
                proposal.add(new LedgerEvent.Closed(cause, found.digest(), found.note()));
            } else if (found == null && before != null && !cause.isUntilAccepted()) {
                proposal.add(new LedgerEvent.Reopened(cause));
            }
        }
        return proposal.answer(new Answer.Done(0));
    }

    /** Each restoration and each loss is another one: who proposed to accept the folder of before has not seen this one. */
    private static boolean isStill(LedgerTrust.Closing before, LedgerCommand.Found found) {
        return !before.event().cause().isUntilAccepted()
                && before.event().anchor().equals(found.digest());
    }

    private static Decision propose(State state, LedgerCommand.ProposeAcceptance command, Proposal proposal) {
        Optional<Answer.Refused> refused = mayNot(state, command.by());
        if (refused.isPresent()) {
            return proposal.answer(refused.get());
        }
        if (!state.trust().isClosed()) {
            return proposal.refuse(
                    RefusalCode.LEDGER_NOT_CLOSED, "the ledger is not closed, so there is nothing to accept");
        }
        long number = proposal.next();
        Actor person = Actors.outside(command.by());
        proposal.add(new LedgerEvent.AcceptanceProposed(number, person, command.reason()));
        if (command.singleAdministrator()) {
            proposal.add(new LedgerEvent.AcceptanceAnswered(number, true, person, "", true));
        }
        return proposal.answer(new Answer.Done(number));
    }

    private static Decision answer(State state, LedgerCommand.AnswerAcceptance command, Proposal proposal) {
        LedgerEvent.AcceptanceProposed proposed = state.trust().proposed().orElse(null);
        if (proposed == null || proposed.acceptance() != command.acceptance()) {
            return proposal.refuse(
                    RefusalCode.ACCEPTANCE_UNKNOWN,
                    "there is no open proposal `" + command.acceptance()
                            + "` to accept the ledger: it was answered, or superseded by another proposal or by a new"
                            + " reason to close the ledger");
        }
        Optional<Answer.Refused> refused = mayNot(state, command.by());
        if (refused.isPresent()) {
            return proposal.answer(refused.get());
        }
        Actor person = Actors.outside(command.by());
        Optional<Answer.Refused> dependent = command.confirm()
                ? Eligibility.dependent(
                        state,
                        person,
                        proposed.by(),
                        "to accept the ledger",
                        "; let someone independent confirm it, or set `single-administrator: true` for a small"
                                + " installation")
                : Optional.empty();
        if (dependent.isPresent()) {
            return proposal.answer(dependent.get());
        }
        proposal.add(new LedgerEvent.AcceptanceAnswered(
                command.acceptance(), command.confirm(), person, command.comment(), false));
        return proposal.answer(new Answer.Done(command.acceptance()));
    }

    private static Optional<Answer.Refused> mayNot(State state, Caller by) {
        return by.person()
                ? AgentDecider.gone(state, by)
                : Proposal.refusal(RefusalCode.NOT_ALLOWED, "only people accept a ledger");
    }
}

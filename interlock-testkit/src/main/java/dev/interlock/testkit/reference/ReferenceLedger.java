package dev.interlock.testkit.reference;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.command.LedgerCommand;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.LedgerDoubt;
import dev.interlock.engine.event.LedgerEvent;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Actor;
import dev.interlock.testkit.reference.history.History;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The decisions on the ledger itself, and what is refused while it is closed: read anew from the events each time. */
final class ReferenceLedger {

    /** The causes that only people end; each time that one is found is another loss. */
    private static final Set<LedgerDoubt> LOSSES = Set.of(LedgerDoubt.RESTORED, LedgerDoubt.LABELS_MISSING);

    private ReferenceLedger() {}

    static boolean isClosed(History history) {
        return !closings(history).isEmpty();
    }

    static boolean refuses(History history, Command command) {
        return ReferenceAuthority.isGivenBy(command) && isClosed(history);
    }

    /** The causes for which the ledger is closed, with what was found. */
    private static TreeMap<LedgerDoubt, LedgerEvent.Closed> closings(History history) {
        var open = new TreeMap<LedgerDoubt, LedgerEvent.Closed>();
        for (Recorded recorded : history.raw) {
            if (recorded.event() instanceof LedgerEvent.Closed closed) {
                open.put(closed.cause(), closed);
            } else if (recorded.event() instanceof LedgerEvent.Reopened reopened) {
                open.remove(reopened.cause());
            } else if (recorded.event() instanceof LedgerEvent.AcceptanceAnswered answered && answered.confirmed()) {
                open.clear();
            }
        }
        return open;
    }

    /** The last proposal, if nothing came after it that answers it or that its proposer did not know. */
    private static Optional<LedgerEvent.AcceptanceProposed> proposed(History history) {
        for (Recorded recorded : history.raw.reversed()) {
            switch (recorded.event()) {
                case LedgerEvent.AcceptanceProposed proposed -> {
                    return isClosed(history) ? Optional.of(proposed) : Optional.empty();
                }
                case LedgerEvent.AcceptanceAnswered answered -> {
                    return Optional.empty();
                }
                case LedgerEvent.Closed closed -> {
                    return Optional.empty();
                }
                default -> {} // has nothing to do with it
            }
        }
        return Optional.empty();
    }

    private static boolean isAnchored(History history) {
        for (Recorded recorded : history.raw.reversed()) {
            if (recorded.event() instanceof LedgerEvent.AnchorUsed) {
                return true;
            }
            if (recorded.event() instanceof LedgerEvent.AcceptanceAnswered answered && answered.confirmed()) {
                return false;
            }
        }
        return false;
    }

    static Decision decide(History history, LedgerCommand command) {
        return switch (command) {
            case LedgerCommand.NoteSnapshot note -> note(history, note);
            case LedgerCommand.UseAnchor use ->
                new Decision(
                        isAnchored(history) ? List.of() : List.of(new LedgerEvent.AnchorUsed()), new Answer.Done(0));
            case LedgerCommand.CheckLedger check -> check(history, check);
            case LedgerCommand.ProposeAcceptance propose -> propose(history, propose);
            case LedgerCommand.AnswerAcceptance answer -> answer(history, answer);
        };
    }

    private static Decision note(History history, LedgerCommand.NoteSnapshot command) {
        if (command.size() < 1
                || command.size() > history.nextSeq()
                || !command.digest().matches("sha-256:[0-9a-f]{64}")) {
            return Refusals.refuse(RefusalCode.ARGUMENT_INVALID);
        }
        return new Decision(
                List.of(new LedgerEvent.SnapshotTaken(command.size(), command.digest())),
                new Answer.Done(history.nextSeq()));
    }

    private static Decision check(History history, LedgerCommand.CheckLedger command) {
        TreeMap<LedgerDoubt, LedgerEvent.Closed> open = closings(history);
        List<Event> events = new ArrayList<>();
        for (LedgerDoubt cause : LedgerDoubt.values()) {
            LedgerCommand.Found found = command.doubts().get(cause);
            LedgerEvent.Closed known = open.get(cause);
            if (found == null && known != null && !LOSSES.contains(cause)) {
                events.add(new LedgerEvent.Reopened(cause));
            }
            if (found != null
                    && (known == null
                            || LOSSES.contains(cause)
                            || !known.anchor().equals(found.digest()))) {
                events.add(new LedgerEvent.Closed(cause, found.digest(), found.note()));
            }
        }
        return new Decision(events, new Answer.Done(0));
    }

    private static Decision propose(History history, LedgerCommand.ProposeAcceptance command) {
        Optional<RefusalCode> may = ReferenceAgents.mayNotDecide(history, command.by());
        if (may.isPresent()) {
            return Refusals.refuse(may.get());
        }
        if (!isClosed(history)) {
            return Refusals.refuse(RefusalCode.LEDGER_NOT_CLOSED);
        }
        long number = history.nextSeq();
        Actor person = Actors.alone(command.by());
        List<Event> events = new ArrayList<>();
        events.add(new LedgerEvent.AcceptanceProposed(number, person, command.reason()));
        if (command.singleAdministrator()) {
            events.add(new LedgerEvent.AcceptanceAnswered(number, true, person, "", true));
        }
        return new Decision(events, new Answer.Done(number));
    }

    private static Decision answer(History history, LedgerCommand.AnswerAcceptance command) {
        Optional<LedgerEvent.AcceptanceProposed> proposed =
                proposed(history).filter(each -> each.acceptance() == command.acceptance());
        if (proposed.isEmpty()) {
            return Refusals.refuse(RefusalCode.ACCEPTANCE_UNKNOWN);
        }
        Optional<RefusalCode> may = ReferenceAgents.mayNotDecide(history, command.by());
        if (may.isPresent()) {
            return Refusals.refuse(may.get());
        }
        Actor person = Actors.alone(command.by());
        if (command.confirm()
                && !Actors.mayJudge(history, person, proposed.get().by())) {
            return Refusals.refuse(RefusalCode.NOT_INDEPENDENT);
        }
        return new Decision(
                List.of(new LedgerEvent.AcceptanceAnswered(
                        command.acceptance(), command.confirm(), person, command.comment(), false)),
                new Answer.Done(command.acceptance()));
    }
}

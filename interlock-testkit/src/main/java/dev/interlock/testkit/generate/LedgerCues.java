package dev.interlock.testkit.generate;

import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.LedgerCommand;
import dev.interlock.engine.event.LedgerDoubt;
import dev.interlock.engine.event.LedgerEvent;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.trust.LedgerTrust;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Events of the ledger itself: now and then a start that doubts it, and people who accept it; under a seed of its own. */
final class LedgerCues {

    private final Dice dice;
    private final World world;

    LedgerCues(World world) {
        this.world = world;
        this.dice = new Dice(world.seed() ^ 0x1ED6E2L);
    }

    /** The command, now and then one about the ledger instead; about every other one while it is closed, so that this passes. */
    Command perhaps(Command command, List<Recorded> history) {
        LedgerTrust trust = trust(history);
        if (trust.isClosed()) {
            return dice.percent(50) ? whileClosed(trust) : command;
        }
        return dice.percent(1) && dice.percent(25) ? whileOpen(trust, history.size()) : command;
    }

    private static LedgerTrust trust(List<Recorded> history) {
        LedgerTrust trust = LedgerTrust.OPEN;
        for (Recorded recorded : history) {
            if (recorded.event() instanceof LedgerEvent event) {
                trust = trust.after(event, recorded.seq());
            }
        }
        return trust;
    }

    private Command whileOpen(LedgerTrust trust, long size) {
        int kind = dice.between(0, 99);
        if (kind < 15) {
            return new LedgerCommand.UseAnchor();
        } else if (kind < 30) {
            return new LedgerCommand.NoteSnapshot(
                    dice.percent(90) ? size : size + 2, dice.percent(90) ? "sha-256:" + "0a".repeat(32) : "sha-256:0a");
        } else if (kind < 40) {
            return propose(person());
        } else if (kind < 50) {
            return new LedgerCommand.AnswerAcceptance(dice.between(0, 40), person(), true, "");
        }
        return check(trust);
    }

    private Command whileClosed(LedgerTrust trust) {
        int kind = dice.between(0, 99);
        if (trust.proposed().isPresent() && kind < 70) {
            long number = trust.proposed().get().acceptance();
            return new LedgerCommand.AnswerAcceptance(
                    dice.percent(95) ? number : number - 1, person(), dice.percent(85), "looked at");
        } else if (kind < 88) {
            return propose(person());
        } else if (kind < 92) {
            return new LedgerCommand.UseAnchor();
        }
        return check(trust);
    }

    private Caller person() {
        return dice.percent(95) ? dice.oneOf(world.persons()) : dice.oneOf(world.agents());
    }

    private Command propose(Caller by) {
        return new LedgerCommand.ProposeAcceptance(by, "the backup of the night", dice.percent(15));
    }

    private Command check(LedgerTrust trust) {
        var doubts = new TreeMap<LedgerDoubt, LedgerCommand.Found>();
        int most = dice.percent(trust.isClosed() ? 40 : 80) ? 1 : dice.between(0, 2);
        for (int i = 0; i < most; i++) {
            LedgerDoubt cause = dice.oneOf(List.of(LedgerDoubt.values()));
            doubts.put(
                    cause,
                    cause.isUntilAccepted() || cause == LedgerDoubt.ANCHOR_MISSING
                            ? LedgerCommand.Found.NOTHING
                            : new LedgerCommand.Found(
                                    Optional.of("sha-256:" + dice.between(0, 1)), Optional.of("a note\n")));
        }
        return new LedgerCommand.CheckLedger(doubts);
    }
}

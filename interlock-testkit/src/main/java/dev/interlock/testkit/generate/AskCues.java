package dev.interlock.testkit.generate;

import dev.interlock.engine.command.Asking;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.ExternalRequest;
import dev.interlock.engine.event.Settlement;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The requests and reports of enforcement points outside. */
final class AskCues {

    private final Dice dice;
    private final Function<Event.CallReserved, Settlement> succeeded;

    /** @param succeeded an outcome that names what the call created */
    AskCues(Dice dice, Function<Event.CallReserved, Settlement> succeeded) {
        this.dice = dice;
        this.succeeded = succeeded;
    }

    /** The command, now and then asked by somebody else in the place of the caller. */
    Command perhaps(Command command) {
        if (!(command instanceof Command.DecideCall call) || !dice.percent(12)) {
            return command;
        }
        Optional<ExternalRequest.Request> request = dice.percent(60)
                ? Optional.of(
                        new ExternalRequest.Request("k-" + dice.between(0, 3), "sha-256:" + (dice.percent(80) ? 0 : 1)))
                : Optional.empty();
        return new Command.DecideCall(
                call.caller(),
                call.task(),
                call.facts(),
                call.continues(),
                call.only(),
                Optional.of(new Asking(enforcer(), dice.between(1, 400), request)));
    }

    Command report(Plot plot) {
        List<Event.CallReserved> asked = (dice.percent(75) && !plot.reserved.isEmpty() ? plot.reserved : plot.done)
                .stream().filter(call -> call.asked().isPresent()).toList();
        if (asked.isEmpty() || dice.percent(4)) {
            return new Command.ReportCall(dice.between(0, 60), enforcer(), new Settlement.Failed("refused"));
        }
        Event.CallReserved call = dice.oneOf(asked);
        int how = dice.between(0, 99);
        return new Command.ReportCall(
                call.call(),
                dice.percent(90) ? call.asked().orElseThrow().by() : enforcer(),
                how < 70
                        ? succeeded.apply(call)
                        : how < 90 ? new Settlement.Failed("refused") : new Settlement.Unknown("no answer"));
    }

    private String enforcer() {
        return dice.pick("gateway", "mesh");
    }
}

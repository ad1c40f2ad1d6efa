package dev.interlock.server.door.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.ClockCommand;
import dev.interlock.engine.event.ClockEvent;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.ClockReading;
import dev.interlock.server.domain.ClockText;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.door.api.view.Times;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.identity.role.Roles;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;

/** The routes about the clock of the server: how it stands by the record, and its confirmation by an administrator. */
final class ClockRoutes implements Routes {

    private static final int MAX_TIME = 64;

    private final Roles roles;
    private final Domain domain;

    ClockRoutes(Domain domain, Roles roles) {
        this.roles = roles;
        this.domain = domain;
    }

    @Override
    public Reply route(Caller caller, RoutedRequest request) throws Refusal, IOException {
        return switch (request.path()) {
            case "" -> {
                request.looked().finish();
                yield show(caller);
            }
            case "confirm" -> confirm(caller, request.posted());
            default -> RoutedRequest.nowhere();
        };
    }

    private Reply show(Caller caller) throws Refusal {
        if (!caller.person()) {
            throw new Refusal(403, RefusalCode.NOT_ALLOWED.text(), "only people may see the state of the clock");
        }
        return Reply.json(200, view());
    }

    private ObjectNode view() {
        ClockReading reading = domain.clock().read();
        ObjectNode view = Json.object()
                .put("state", domain.clock().believed() ? "believed" : "in-doubt")
                .put("wall", Times.of(reading.wallMillis()))
                .put("record", Times.of(domain.now()));
        reading.boot()
                .ifPresent(boot -> view.putObject("boot").put("id", boot.id()).put("seconds", boot.millis() / 1_000));
        long doubt = domain.query(state -> state.clock().doubtSeq());
        if (doubt >= 0) {
            Recorded recorded = domain.history().event(doubt);
            if (recorded.event() instanceof ClockEvent.Doubted doubted) {
                view.putObject("doubt")
                        .put("entry", doubt)
                        .put("since", Times.of(recorded.timeMillis()))
                        .put("text", ClockText.seen(doubted, recorded.timeMillis()));
            }
        }
        return view;
    }

    private Reply confirm(Caller caller, Body body) throws Refusal {
        String time = body.required("time", MAX_TIME);
        body.finish();
        if (!caller.person()) {
            throw new Refusal(403, RefusalCode.NOT_ALLOWED.text(), "only people may confirm the clock");
        }
        People.requireAdministrator(roles, caller);
        return switch (domain.ask(new ClockCommand.Confirm(
                        caller, stated(time), domain.clock().read()))
                .answer()) {
            case Answer.Done done -> Reply.json(200, view().put("entry", done.number()));
            case Answer.Refused refused -> Problems.refused(refused);
            case Answer.Verdict verdict -> throw new IllegalStateException("an administrative command is not a call");
        };
    }

    private static long stated(String time) throws Refusal {
        try {
            return OffsetDateTime.parse(time).toInstant().toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw new Refusal(
                    422,
                    RefusalCode.ARGUMENT_INVALID.text(),
                    "`time` must be the current time, such as `2026-11-28T16:19Z`");
        }
    }
}

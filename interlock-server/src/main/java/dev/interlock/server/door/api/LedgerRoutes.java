package dev.interlock.server.door.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.LedgerCommand;
import dev.interlock.engine.event.LedgerEvent;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.trust.LedgerTrust;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.identity.role.Roles;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.Ids;
import dev.interlock.server.render.LedgerLine;
import java.io.IOException;
import java.util.OptionalLong;

/**
 * The state of the ledger itself, for people. One that is closed is accepted as it is by two of the administrators who are independent of
 * each other.
 */
final class LedgerRoutes implements Routes {

    private static final int MAX_REASON = 1 << 10;

    private final Roles roles;
    private final Domain domain;
    private final boolean singleAdministrator;

    /** @param singleAdministrator whether one person accepts a closed ledger alone */
    LedgerRoutes(Domain domain, boolean singleAdministrator, Roles roles) {
        this.roles = roles;
        this.domain = domain;
        this.singleAdministrator = singleAdministrator;
    }

    @Override
    public Reply route(Caller caller, RoutedRequest request) throws Refusal, IOException {
        return switch (request.depth()) {
            case 0 -> {
                request.looked().finish();
                yield show(caller);
            }
            case 1 -> request.path().equals("accept") ? propose(caller, request.posted()) : RoutedRequest.nowhere();
            case 2 ->
                switch (request.step()) {
                    case "confirm" -> answer(caller, request.id(), true, request.posted());
                    case "reject" -> answer(caller, request.id(), false, request.posted());
                    default -> RoutedRequest.nowhere();
                };
            default -> RoutedRequest.nowhere();
        };
    }

    private Reply show(Caller caller) throws Refusal {
        if (!caller.person()) {
            throw new Refusal(403, RefusalCode.NOT_ALLOWED.text(), "only people may see the state of the ledger");
        }
        LedgerTrust trust = domain.query(state -> state.trust());
        ObjectNode view = Json.object()
                .put("origin", domain.ledger().origin())
                .put("size", domain.ledger().size())
                .put("state", trust.isClosed() ? "closed" : "open")
                .put("single_administrator", singleAdministrator)
                .put("anchored", trust.anchored());
        domain.anchorBehind().ifPresent(behind -> view.put("anchor_behind", behind));
        domain.warning().ifPresent(warning -> view.put("warning", warning));
        ArrayNode closings = view.putArray("closed_for");
        trust.closings()
                .forEach((cause, closing) -> closings.addObject()
                        .put("cause", cause.text())
                        .put("entry", closing.number())
                        .put("text", LedgerLine.words(cause)));
        trust.proposed().ifPresent(proposed -> put(view.putObject("proposed"), proposed));
        return Reply.json(200, view);
    }

    private static void put(ObjectNode view, LedgerEvent.AcceptanceProposed proposed) {
        view.put("id", Ids.acceptance(proposed.acceptance()))
                .put("by", proposed.by().name())
                .put("reason", proposed.reason());
    }

    private Reply propose(Caller caller, Body body) throws Refusal {
        String reason = body.required("reason", MAX_REASON);
        body.finish();
        requireAdministrator(caller);
        Answer answer = domain.ask(new LedgerCommand.ProposeAcceptance(caller, reason, singleAdministrator))
                .answer();
        return switch (answer) {
            case Answer.Done done ->
                Reply.json(
                        201,
                        Json.object()
                                .put("id", Ids.acceptance(done.number()))
                                .put("state", singleAdministrator ? "accepted" : "proposed"));
            case Answer.Refused refused -> Problems.refused(refused);
            case Answer.Verdict verdict -> throw new IllegalStateException("an acceptance is not a call");
        };
    }

    private Reply answer(Caller caller, String id, boolean confirm, Body body) throws Refusal {
        String comment = body.text("comment", MAX_REASON).orElse("");
        body.finish();
        requireAdministrator(caller);
        OptionalLong number = Ids.parseAcceptance(id);
        if (number.isEmpty()) {
            throw Problems.refusal(new Answer.Refused(
                    RefusalCode.ACCEPTANCE_UNKNOWN,
                    "the id of a proposal to accept the ledger has the form `accept-52`"));
        }
        Answer answer = domain.ask(new LedgerCommand.AnswerAcceptance(number.getAsLong(), caller, confirm, comment))
                .answer();
        return switch (answer) {
            case Answer.Done done ->
                Reply.json(
                        200,
                        Json.object()
                                .put("id", Ids.acceptance(done.number()))
                                .put("state", confirm ? "accepted" : "rejected"));
            case Answer.Refused refused -> Problems.refused(refused);
            case Answer.Verdict verdict -> throw new IllegalStateException("an acceptance is not a call");
        };
    }

    private void requireAdministrator(Caller caller) throws Refusal {
        if (!caller.person()) {
            throw new Refusal(403, RefusalCode.NOT_ALLOWED.text(), "only people may accept a ledger");
        }
        People.requireAdministrator(roles, caller);
    }
}

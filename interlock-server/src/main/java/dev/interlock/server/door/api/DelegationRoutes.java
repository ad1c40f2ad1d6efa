package dev.interlock.server.door.api;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.HoldCommand;
import dev.interlock.engine.event.HoldEvent;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Caller;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.door.api.view.DelegationView;
import dev.interlock.server.door.api.view.Page;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.identity.role.Roles;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.Ids;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The routes about delegations: a person answers holds in the place of another, for one group and a limited time. */
final class DelegationRoutes implements Routes {

    private static final long ONE_DAY = 86_400_000;
    private static final int MAX_NAME = 100;
    private static final int MAX_REASON = 1 << 10;

    private final Roles roles;
    private final Domain domain;
    private final Registry registry;

    DelegationRoutes(Domain domain, Registry registry, Roles roles) {
        this.roles = roles;
        this.domain = domain;
        this.registry = registry;
    }

    @Override
    public Reply route(Caller caller, RoutedRequest request) throws Refusal, IOException {
        return switch (request.depth()) {
            case 0 -> request.looksOr("POST") ? list(caller, request.query()) : delegate(caller, request.body());
            case 2 ->
                request.step().equals("end") ? end(caller, request.id(), request.posted()) : RoutedRequest.nowhere();
            default -> RoutedRequest.nowhere();
        };
    }

    Reply list(Caller caller, Query query) throws Refusal {
        requirePerson(caller);
        long after = query.after('d');
        Optional<String> party = query.text("party");
        int limit = query.limit();
        query.finish();
        List<HoldEvent.Delegated> standing = domain.query(state -> state.delegations().all().stream()
                .filter(delegated -> delegated.delegation() > after)
                .filter(delegated -> party.isEmpty()
                        || party.get().equals(delegated.by().name())
                        || party.get().equals(delegated.to()))
                .limit(limit + 1L)
                .toList());
        var page = new Page("delegations", limit);
        for (HoldEvent.Delegated delegated : standing) {
            page.add(Ids.delegation(delegated.delegation()), () -> DelegationView.of(delegated));
        }
        return Reply.json(200, page.body());
    }

    Reply delegate(Caller caller, Body body) throws Refusal {
        requirePerson(caller);
        String to = body.required("to", MAX_NAME);
        String group = body.required("group", MAX_NAME);
        OptionalLong millis = body.duration("for");
        String reason = body.text("reason", MAX_REASON).orElse("");
        body.finish();
        Optional<Caller> other = registry.named(to).filter(Caller::person);
        if (other.isEmpty()) {
            return Problems.of(422, RefusalCode.ARGUMENT_INVALID.text(), "no one is registered as `" + to + "`");
        }
        Answer answer = domain.ask(
                        new HoldCommand.Delegate(caller, other.get(), group, millis.orElseGet(this::usual), reason))
                .answer();
        return switch (answer) {
            case Answer.Done done ->
                Reply.json(
                        201,
                        domain.query(state -> Optional.ofNullable(
                                        state.delegations().get(done.number()))
                                .map(DelegationView::of)
                                .orElseGet(() -> Json.object().put("id", Ids.delegation(done.number())))));
            case Answer.Refused refused -> Problems.refused(refused);
            case Answer.Verdict verdict -> throw new IllegalStateException("an administrative command is not a call");
        };
    }

    /** A day, or as long as the bundle lets it last. */
    private long usual() {
        return Math.min(
                ONE_DAY, domain.query(state -> state.bundle().approvals().delegationMillis()));
    }

    Reply end(Caller caller, String id, Body body) throws Refusal {
        requirePerson(caller);
        body.finish();
        OptionalLong number = Ids.parse('d', id);
        if (number.isEmpty()) {
            return Problems.notFound("the id of a delegation has the form `d-17`");
        }
        boolean administrator = roles.administers(caller);
        Answer answer = domain.ask(new HoldCommand.EndDelegation(number.getAsLong(), caller, administrator))
                .answer();
        return switch (answer) {
            case Answer.Done done -> Reply.json(200, Json.object().put("id", id).put("state", "ended"));
            case Answer.Refused refused -> Problems.refused(refused);
            case Answer.Verdict verdict -> throw new IllegalStateException("an administrative command is not a call");
        };
    }

    private static void requirePerson(Caller caller) throws Refusal {
        if (!caller.person()) {
            throw new Refusal(403, RefusalCode.NOT_ALLOWED.text(), "only people may delegate their answers");
        }
    }
}

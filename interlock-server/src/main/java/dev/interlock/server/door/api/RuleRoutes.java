package dev.interlock.server.door.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.policy.Rule;
import dev.interlock.server.door.api.view.Page;
import dev.interlock.server.door.api.view.RuleView;
import dev.interlock.server.enforce.Policy;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import java.util.Optional;
import java.util.function.Supplier;

/** The rules of the bundle in force, for people: what each is for, and what it did. In the order of the bundle. */
final class RuleRoutes implements Routes {

    private final Supplier<Policy> policy;

    /** @param policy the bundle in force */
    RuleRoutes(Supplier<Policy> policy) {
        this.policy = policy;
    }

    @Override
    public Reply route(Caller caller, RoutedRequest request) throws Refusal {
        return switch (request.depth()) {
            case 0 -> list(caller, request.looked());
            case 1 -> show(caller, request.id(), request.looked());
            default -> RoutedRequest.nowhere();
        };
    }

    private Reply list(Caller caller, Query query) throws Refusal {
        Optional<String> after = query.text("after");
        int limit = query.limit();
        query.finish();
        People.require(caller, "the rules are");
        Policy now = policy.get();
        var view = new RuleView(now);
        var page = new Page("rules", limit);
        boolean found = after.isEmpty();
        for (Rule rule : now.bundle().rules()) {
            if (found && !page.add(rule.id(), () -> view.line(rule))) {
                break;
            }
            found |= after.isPresent() && after.get().equals(rule.id());
        }
        ObjectNode body = page.body();
        body.putObject("bundle")
                .put("name", now.bundle().name())
                .put("digest", now.bundle().digest());
        return Reply.json(200, body);
    }

    private Reply show(Caller caller, String id, Query query) throws Refusal {
        query.finish();
        People.require(caller, "the rules are");
        Policy now = policy.get();
        Rule rule = now.bundle().rules().stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow(() ->
                        Problems.absent("the bundle in force has no rule of this id; `GET /v1/rules` lists them"));
        return Reply.json(200, new RuleView(now).full(rule));
    }
}

package dev.interlock.server.door.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.policy.Rule;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.door.api.view.FromIndex;
import dev.interlock.server.door.api.view.Page;
import dev.interlock.server.door.api.view.RuleCalls;
import dev.interlock.server.door.api.view.RuleHits;
import dev.interlock.server.door.api.view.RuleView;
import dev.interlock.server.enforce.Policy;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.index.RecordIndex;
import dev.interlock.server.index.Verdict;
import java.util.Optional;
import java.util.function.Supplier;

/** The rules of the bundle in force, for people: what each is for, and what it did. In the order of the bundle. */
final class RuleRoutes implements Routes {

    private final Supplier<Policy> policy;
    private final Domain domain;
    private final RecordIndex index;
    private final RuleHits hits;

    /**
     * @param policy the bundle in force
     * @param index of the record of the domain
     */
    RuleRoutes(Supplier<Policy> policy, Domain domain, RecordIndex index) {
        this.policy = policy;
        this.domain = domain;
        this.index = index;
        this.hits = new RuleHits(index, domain.history()::event);
    }

    @Override
    public Reply route(Caller caller, RoutedRequest request) throws Refusal {
        return switch (request.depth()) {
            case 0 -> list(caller, request.looked());
            case 1 -> show(caller, request.id(), request.looked());
            case 2 ->
                request.step().equals("calls")
                        ? calls(caller, request.id(), request.looked())
                        : RoutedRequest.nowhere();
            default -> RoutedRequest.nowhere();
        };
    }

    private Reply list(Caller caller, Query query) throws Refusal {
        Optional<String> after = query.text("after");
        int limit = query.limit();
        query.finish();
        People.require(caller, "read the rules");
        index.awaitNear();
        Policy now = policy.get();
        var view = new RuleView(now);
        var page = new Page("rules", limit);
        boolean found = after.isEmpty();
        for (Rule rule : now.bundle().rules()) {
            if (found && !page.add(rule.id(), () -> line(view, rule))) {
                break;
            }
            found |= after.isPresent() && after.get().equals(rule.id());
        }
        ObjectNode body = page.body();
        ObjectNode bundle = body.putObject("bundle")
                .put("name", now.bundle().name())
                .put("digest", now.bundle().digest());
        FromIndex.put(bundle, out -> hits.inForce(out, now.bundle()));
        return Reply.json(200, body);
    }

    private Reply show(Caller caller, String id, Query query) throws Refusal {
        query.finish();
        People.require(caller, "read the rules");
        Policy now = policy.get();
        Rule rule = now.bundle().rules().stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow(() -> Problems.absent(
                        "the bundle in force has no rule with this id; `GET /v1/rules` lists its rules"));
        index.awaitNear();
        ObjectNode full = new RuleView(now).full(rule);
        FromIndex.put(full, out -> {
            hits.counts(out, rule.id());
            hits.shared(out, rule.id());
            hits.inForce(out, now.bundle());
        });
        return Reply.json(200, full);
    }

    private ObjectNode line(RuleView view, Rule rule) {
        ObjectNode line = view.line(rule);
        FromIndex.put(line, out -> hits.counts(out, rule.id()));
        return line;
    }

    /** The calls in which a rule spoke, also one that is not in force any more. */
    private Reply calls(Caller caller, String id, Query query) throws Refusal {
        Optional<String> verdict = query.choice("verdict", Verdict.TEXTS);
        long before = query.before();
        int limit = query.limit();
        query.finish();
        People.require(caller, "read the rules");
        index.awaitNear();
        var calls = new RuleCalls(domain, index, policy.get().bundle());
        return Reply.json(200, calls.page(id, verdict, before, limit));
    }
}

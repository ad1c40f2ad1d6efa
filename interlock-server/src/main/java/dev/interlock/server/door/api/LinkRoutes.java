package dev.interlock.server.door.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Link;
import dev.interlock.ledger.log.Receipt;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.door.api.view.LinkView;
import dev.interlock.server.door.api.view.Page;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.identity.role.Roles;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.FindingWords;
import dev.interlock.server.render.Ids;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Late links: that two values are the same, or which object another was made from or belongs to. Any person proposes; one
 * of the administrators who is independent of that person answers.
 */
final class LinkRoutes implements Routes {

    private static final int MAX_REASON = 1 << 10;
    private static final int MAX_VALUE = 256;

    private final Roles roles;
    private final Domain domain;
    private final Registry registry;

    LinkRoutes(Domain domain, Registry registry, Roles roles) {
        this.roles = roles;
        this.domain = domain;
        this.registry = registry;
    }

    @Override
    public Reply route(Caller caller, RoutedRequest request) throws Refusal, IOException {
        return switch (request.depth()) {
            case 0 -> request.looksOr("POST") ? list(caller, request.query()) : propose(caller, request.body());
            case 2 ->
                switch (request.step()) {
                    case "confirm" -> answer(caller, request.id(), true, request.posted());
                    case "reject" -> answer(caller, request.id(), false, request.posted());
                    default -> RoutedRequest.nowhere();
                };
            default -> RoutedRequest.nowhere();
        };
    }

    Reply list(Caller caller, Query query) throws Refusal {
        long after = query.after('l');
        int limit = query.limit();
        query.finish();
        requirePerson(caller);
        return domain.query(state -> {
            var page = new Page("links", limit);
            for (Event.LinkProposed proposal : state.linkTable().proposals()) {
                if (proposal.link() > after && !page.add(Ids.link(proposal.link()), () -> LinkView.of(proposal))) {
                    break;
                }
            }
            return Reply.json(200, page.body());
        });
    }

    Reply propose(Caller caller, Body body) throws Refusal {
        Optional<Link> link =
                body.has("unknown") ? unknown(body) : body.has("attribute") ? values(body) : objects(body);
        String reason = body.required("reason", MAX_REASON);
        body.finish();
        var reply = domain.ask(new Command.ProposeLink(link.orElseThrow(), caller, reason, link.flatMap(this::agent)));
        return switch (reply.answer()) {
            case Answer.Done done ->
                Reply.json(201, Json.object().put("id", Ids.link(done.number())).put("state", "proposed"));
            case Answer.Refused refused -> Problems.refused(refused);
            case Answer.Verdict verdict -> throw new IllegalStateException("a link is not a call");
        };
    }

    private static Optional<Link> values(Body body) {
        return Optional.of(new Link.Values(
                body.required("attribute", MAX_VALUE),
                body.required("first", MAX_VALUE),
                body.required("second", MAX_VALUE)));
    }

    private static Optional<Link> unknown(Body body) {
        return Optional.of(new Link.Unknown(
                body.required("unknown", MAX_VALUE),
                body.required("agent", MAX_VALUE),
                body.required("value", MAX_VALUE)));
    }

    /** Returns the agent of which the link says what was unknown, as it is registered; empty for other links. */
    private Optional<Caller> agent(Link link) {
        return link instanceof Link.Unknown unknown ? registry.named(unknown.agent()) : Optional.empty();
    }

    private Optional<Link> objects(Body body) {
        Set<String> types = domain.query(state -> state.bundle().types().keySet());
        Optional<Key> child = body.object("child", types);
        Optional<Key> parent = body.object("parent", types);
        return child.flatMap(c -> parent.map(p -> new Link.Objects(c, p)));
    }

    Reply answer(Caller caller, String id, boolean confirm, Body body) throws Refusal {
        String comment = body.text("comment", MAX_REASON).orElse("");
        body.finish();
        requirePerson(caller);
        People.requireAdministrator(roles, caller);
        OptionalLong number = Ids.parse('l', id);
        if (number.isEmpty()) {
            throw Problems.refusal(
                    new Answer.Refused(RefusalCode.LINK_UNKNOWN, "the id of a link has the form `l-23`"));
        }
        Optional<Link> link = domain.query(
                        state -> Optional.ofNullable(state.linkTable().proposal(number.getAsLong())))
                .map(Event.LinkProposed::what);
        var reply = domain.ask(
                new Command.AnswerLink(number.getAsLong(), caller, confirm, comment, link.flatMap(this::agent)));
        return switch (reply.answer()) {
            case Answer.Done done -> Reply.json(200, answered(reply.receipts()));
            case Answer.Refused refused -> Problems.refused(refused);
            case Answer.Verdict verdict -> throw new IllegalStateException("a link is not a call");
        };
    }

    /** Returns the conflicts that the link completed, as they are recorded. */
    private ObjectNode answered(List<Receipt> receipts) {
        // Leases and lanes that end with it are recorded after it.
        Event.LinkAnswered link = receipts.stream()
                .map(receipt -> domain.history().event(receipt.index()).event())
                .filter(Event.LinkAnswered.class::isInstance)
                .map(Event.LinkAnswered.class::cast)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the answer to a link was recorded as another event"));
        var words = new FindingWords(domain.query(state -> state.bundle()));
        ObjectNode out = Json.object()
                .put("id", Ids.link(link.link()))
                .put("state", link.confirmed() ? "confirmed" : "rejected");
        put(out.putArray("latent"), link.latent(), words);
        var voided = out.putArray("voided");
        link.voided().forEach(hold -> voided.add(Ids.hold(hold)));
        return out;
    }

    /** Conflicts that come to light. */
    static void put(ArrayNode latent, List<Finding> findings, FindingWords words) {
        for (Finding finding : findings) {
            ObjectNode one = latent.addObject()
                    .put("rule", finding.rule())
                    .put("code", finding.code().text())
                    .put("text", words.latent(finding));
            finding.key().ifPresent(key -> one.put("key", key.toString()));
            var witnesses = one.putArray("witnesses");
            finding.witnesses().forEach(witness -> witnesses.add(Ids.call(witness.call())));
        }
    }

    private static void requirePerson(Caller caller) throws Refusal {
        if (!caller.person()) {
            throw new Refusal(403, RefusalCode.NOT_ALLOWED.text(), "only people may see and change links");
        }
    }
}

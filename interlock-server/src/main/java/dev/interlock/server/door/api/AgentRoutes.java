package dev.interlock.server.door.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.AgentCommand;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Scopes;
import dev.interlock.engine.state.Actors;
import dev.interlock.engine.state.AgentTable;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.door.api.view.PartyView;
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

/**
 * The routes about agents that are suspended or resumed. Any person may suspend an agent, as one presses a stop button;
 * an administrator says that an owner is gone; and to resume takes a person who proposes it and an independent
 * administrator.
 */
final class AgentRoutes implements Routes {

    private static final int MAX_REASON = 1 << 10;

    private final Roles roles;
    private final Domain domain;
    private final Registry registry;

    AgentRoutes(Domain domain, Registry registry, Roles roles) {
        this.roles = roles;
        this.domain = domain;
        this.registry = registry;
    }

    @Override
    public Reply route(Caller caller, RoutedRequest request) throws Refusal, IOException {
        return switch (request.depth()) {
            case 0 -> list(caller, request.looked());
            case 2 ->
                switch (request.step()) {
                    case "suspend" -> suspend(caller, request.id(), request.posted());
                    case "resume" -> resumeAgent(caller, request.id(), request.posted());
                    default -> RoutedRequest.nowhere();
                };
            default -> RoutedRequest.nowhere();
        };
    }

    Reply routeOwner(Caller caller, RoutedRequest request) throws Refusal, IOException {
        return switch (request.depth() == 2 ? request.step() : "") {
            case "gone" -> ownerGone(caller, request.id(), request.posted());
            case "resume" -> resumeOwner(caller, request.id(), request.posted());
            default -> RoutedRequest.nowhere();
        };
    }

    Reply routeResumption(Caller caller, RoutedRequest request) throws Refusal, IOException {
        return switch (request.depth() == 2 ? request.step() : "") {
            case "confirm" -> answer(caller, request.id(), true, request.posted());
            case "reject" -> answer(caller, request.id(), false, request.posted());
            default -> RoutedRequest.nowhere();
        };
    }

    /** Lists all registered agents, and those that are suspended without being registered. */
    Reply list(Caller caller, Query query) throws Refusal {
        query.finish();
        requirePerson(caller);
        return domain.query(state -> {
            AgentTable table = state.agents();
            var parties = new PartyView(state, registry);
            ObjectNode out = Json.object();
            var agents = out.putArray("agents");
            for (Caller agent : registry.all()) {
                if (agent.agent()) {
                    ObjectNode one = agents.addObject().put("name", agent.name());
                    if (Actors.ownOwner(agent) instanceof AttributeValue.Known owner) {
                        one.put("owner", owner.value());
                    }
                    one.put("state", parties.standing(agent));
                    one.put("leases", state.leases().heldBy(agent.name()));
                }
            }
            for (String name : table.suspended().keySet()) {
                if (registry.named(name).isEmpty()) {
                    agents.addObject()
                            .put("name", name)
                            .put("state", "suspended")
                            .put("leases", state.leases().heldBy(name));
                }
            }
            var gone = out.putArray("gone");
            table.gone().keySet().forEach(gone::add);
            var proposals = out.putArray("proposals");
            table.proposals().forEach(proposal -> proposals.add(view(proposal)));
            return Reply.json(200, out);
        });
    }

    private static ObjectNode view(AgentEvent.ResumeProposed proposal) {
        return Json.object()
                .put("id", Ids.resume(proposal.resume()))
                .put("resume", proposal.what().kind())
                .put("name", proposal.what().value())
                .put("by", proposal.by().name())
                .put("reason", proposal.reason());
    }

    Reply suspend(Caller caller, String agent, Body body) throws Refusal {
        String reason = body.required("reason", MAX_REASON);
        body.finish();
        requirePerson(caller);
        requireAgent(agent);
        return switch (domain.ask(new AgentCommand.Suspend(agent, caller, reason))
                .answer()) {
            case Answer.Done done ->
                Reply.json(200, Json.object().put("agent", agent).put("state", "suspended"));
            case Answer.Refused refused -> Problems.refused(refused);
            case Answer.Verdict verdict -> throw new IllegalStateException("an administrative command is not a call");
        };
    }

    private void requireAgent(String name) throws Refusal {
        boolean known = registry.named(name).filter(Caller::agent).isPresent()
                || domain.query(state -> state.agents().owners().containsKey(name));
        if (!known) {
            throw Problems.absent("there is no agent `" + name + "`; `interlock agent list` lists the agents");
        }
    }

    Reply ownerGone(Caller caller, String owner, Body body) throws Refusal {
        String reason = body.required("reason", MAX_REASON);
        body.finish();
        requireAdministrator(caller);
        List<String> agents = registry.all().stream()
                .filter(Caller::agent)
                .filter(agent -> AttributeValue.surelySame(Actors.ownOwner(agent), AttributeValue.known(owner)))
                .map(Caller::name)
                .toList();
        boolean known = !agents.isEmpty()
                || registry.named(owner).filter(Caller::person).isPresent()
                || domain.query(state -> state.agents().owners().containsValue(owner));
        if (!known) {
            throw Problems.absent("no one is registered as `" + owner
                    + "`, and no agent has this owner; `interlock agent list` lists the owners");
        }
        return switch (domain.ask(new AgentCommand.OwnerGone(owner, agents, caller, reason))
                .answer()) {
            case Answer.Done done -> {
                ObjectNode out = Json.object().put("owner", owner).put("state", "gone");
                var suspended = out.putArray("suspended");
                agents.forEach(suspended::add);
                yield Reply.json(200, out);
            }
            case Answer.Refused refused -> Problems.refused(refused);
            case Answer.Verdict verdict -> throw new IllegalStateException("an administrative command is not a call");
        };
    }

    Reply resumeAgent(Caller caller, String agent, Body body) throws Refusal {
        return propose(caller, Scopes.AGENT, agent, body);
    }

    Reply resumeOwner(Caller caller, String owner, Body body) throws Refusal {
        return propose(caller, Scopes.OWNER, owner, body);
    }

    private Reply propose(Caller caller, String kind, String name, Body body) throws Refusal {
        String reason = body.required("reason", MAX_REASON);
        body.finish();
        requirePerson(caller);
        if (name.isEmpty() || name.chars().anyMatch(Character::isISOControl)) {
            throw Problems.absent("there is no such " + kind);
        }
        return switch (domain.ask(new AgentCommand.ProposeResume(new Key(kind, name), caller, reason))
                .answer()) {
            case Answer.Done done ->
                Reply.json(
                        201, Json.object().put("id", Ids.resume(done.number())).put("state", "proposed"));
            case Answer.Refused refused -> Problems.refused(refused);
            case Answer.Verdict verdict -> throw new IllegalStateException("an administrative command is not a call");
        };
    }

    Reply answer(Caller caller, String id, boolean confirm, Body body) throws Refusal {
        String comment = body.text("comment", MAX_REASON).orElse("");
        body.finish();
        requireAdministrator(caller);
        OptionalLong number = Ids.parse('r', id);
        if (number.isEmpty()) {
            throw Problems.refusal(
                    new Answer.Refused(RefusalCode.RESUME_UNKNOWN, "the id of a proposal has the form `r-25`"));
        }
        Optional<Caller> registered = domain.query(state -> {
            var proposal = state.agents().proposal(number.getAsLong());
            return proposal != null && proposal.what().kind().equals(Scopes.AGENT)
                    ? registry.named(proposal.what().value())
                    : Optional.empty();
        });
        return switch (domain.ask(
                        new AgentCommand.AnswerResume(number.getAsLong(), caller, confirm, comment, registered))
                .answer()) {
            case Answer.Done done ->
                Reply.json(
                        200,
                        Json.object()
                                .put("id", Ids.resume(done.number()))
                                .put("state", confirm ? "confirmed" : "rejected"));
            case Answer.Refused refused -> Problems.refused(refused);
            case Answer.Verdict verdict -> throw new IllegalStateException("an administrative command is not a call");
        };
    }

    private static void requirePerson(Caller caller) throws Refusal {
        if (!caller.person()) {
            throw new Refusal(
                    403, RefusalCode.NOT_ALLOWED.text(), "only people may suspend agents and let them act again");
        }
    }

    private void requireAdministrator(Caller caller) throws Refusal {
        requirePerson(caller);
        People.requireAdministrator(roles, caller);
    }
}

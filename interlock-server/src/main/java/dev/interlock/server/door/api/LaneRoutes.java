package dev.interlock.server.door.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.LaneCommand;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.LaneScope;
import dev.interlock.engine.state.Lane;
import dev.interlock.server.breakglass.LaneCredentials;
import dev.interlock.server.breakglass.LaneProofs;
import dev.interlock.server.breakglass.Timeline;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.door.api.view.LaneStory;
import dev.interlock.server.door.api.view.LaneView;
import dev.interlock.server.door.api.view.Page;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.identity.registry.Token;
import dev.interlock.server.identity.role.Roles;
import dev.interlock.server.render.CallPhrases;
import dev.interlock.server.render.FindingWords;
import dev.interlock.server.render.Ids;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** Break-glass lanes: proposed, confirmed, ended and reviewed by people. The agent of a lane sees that one. */
final class LaneRoutes implements Routes {

    private static final int MAX_REASON = 1 << 11;
    private static final int MAX_NAME = 64;
    private static final int MAX_TICKET = 200;
    private static final int MOST_DUTIES = 200;

    private final Domain domain;
    private final LaneProofs proofs;
    private final LaneCredentials credentials;
    private final CallPhrases phrases;
    private final Roles roles;

    /**
     * @param proofs with what agents act in lanes
     * @param phrases how calls read
     * @param roles who does something with lanes at all
     */
    LaneRoutes(Domain domain, LaneProofs proofs, LaneCredentials credentials, CallPhrases phrases, Roles roles) {
        this.domain = domain;
        this.proofs = proofs;
        this.credentials = credentials;
        this.phrases = phrases;
        this.roles = roles;
    }

    @Override
    public Reply route(Caller caller, RoutedRequest request) throws Refusal, IOException {
        return switch (request.depth()) {
            case 0 -> request.looksOr("POST") ? list(caller, request.query()) : propose(caller, request.body());
            case 1 -> show(caller, request.id(), request.looked());
            case 2 ->
                switch (request.step()) {
                    case "confirm" -> confirm(caller, request.id(), request.posted());
                    case "credential" -> credential(caller, request.id(), request.posted());
                    case "end" -> end(caller, request.id(), request.posted());
                    case "review" -> review(caller, request.id(), request.posted());
                    case "timeline" -> timeline(caller, request.id(), request.looked());
                    default -> RoutedRequest.nowhere();
                };
            default -> RoutedRequest.nowhere();
        };
    }

    Reply list(Caller caller, Query query) throws Refusal {
        long after = query.afterLane();
        int limit = query.limit();
        Optional<String> stateFilter = query.choice("state", LaneView.STATES);
        boolean newest = query.choice("order", Set.of("newest")).isPresent();
        query.finish();
        return domain.query(state -> {
            var page = new Page("lanes", limit);
            List<Lane> lanes = List.copyOf(state.lanes().all());
            for (Lane lane : newest ? lanes.reversed() : lanes) {
                boolean fits = (newest ? after < 0 || lane.number() < after : lane.number() > after)
                        && (stateFilter.isEmpty() || stateFilter.get().equals(LaneView.stateOf(lane)))
                        && sees(caller, lane);
                if (fits && !page.add(Ids.lane(lane.number()), () -> LaneView.of(lane, caller, proofs))) {
                    break;
                }
            }
            if (caller.person()) {
                LaneStory.terms(page.body(), state);
            }
            return Reply.json(200, page.body());
        });
    }

    Reply show(Caller caller, String id, Query query) throws Refusal {
        query.finish();
        return view(200, caller, visible(caller, id));
    }

    /** Returns the events of the lane, as the record has them; for people. */
    Reply timeline(Caller caller, String id, Query query) throws Refusal, IOException {
        query.finish();
        long number = visible(caller, id);
        if (!caller.person()) {
            throw new Refusal(403, RefusalCode.NOT_ALLOWED.text(), "only people may see the timeline of a lane");
        }
        long now = domain.now();
        Optional<ObjectNode> body =
                domain.query(state -> Optional.ofNullable(state.lanes().get(number))
                        .map(lane -> {
                            ObjectNode view = LaneView.of(lane, caller, proofs);
                            new LaneStory(state, proofs, now, roles).put(view, lane, caller);
                            return view;
                        }));
        if (body.isEmpty()) {
            return Problems.refused(absent(id));
        }
        var words = new FindingWords(domain.query(state -> state.bundle()));
        long size = domain.query(state -> state.nextSeq());
        body.get().set("entries", Timeline.of(number, domain.history(), size).json(domain.history(), words, phrases));
        return Reply.json(200, body.get());
    }

    Reply propose(Caller caller, Body body) throws Refusal {
        Set<String> types = domain.query(state -> state.bundle().types().keySet());
        String name = body.required("agent", MAX_NAME);
        String reason = body.required("reason", MAX_REASON);
        List<String> duties = body.texts("duties", MOST_DUTIES);
        List<Key> objects = body.objects("objects", types).orElse(List.of());
        OptionalLong time = body.duration("time");
        Optional<String> ticket = body.text("ticket", MAX_TICKET);
        body.finish();
        Optional<Caller> agent = proofs.registry().named(name).filter(one -> !one.person());
        if (agent.isEmpty()) {
            throw Refusal.invalid(List.of(new Refusal.Flaw("/agent", "no agent with this name is registered")));
        }
        return answer(
                201,
                caller,
                new LaneCommand.Propose(
                        caller, agent.get(), new LaneScope(new TreeSet<>(duties), objects), time, reason, ticket));
    }

    Reply confirm(Caller caller, String id, Body body) throws Refusal {
        body.finish();
        long number = visible(caller, id);
        return answer(200, caller, new LaneCommand.Confirm(number, caller, agent(number)));
    }

    /** Returns the agent of a lane as it is registered. */
    private Caller agent(long number) throws Refusal {
        return domain.query(
                        state -> Optional.ofNullable(state.lanes().get(number)).map(Lane::agent))
                .flatMap(proofs.registry()::named)
                .orElseThrow(() -> new Refusal(
                        409,
                        RefusalCode.LANE_ENDED.text(),
                        "the agent of the lane is no longer registered; propose another lane"));
    }

    /** Returns the credential by which a fresh instance is admitted. It is in this reply and nowhere else. */
    Reply credential(Caller caller, String id, Body body) throws Refusal {
        body.finish();
        long number = visible(caller, id);
        Caller agent = agent(number);
        if (!proofs.byCredential(agent.name())) {
            throw new Refusal(
                    403,
                    RefusalCode.NOT_ALLOWED.text(),
                    "`" + agent.name()
                            + "` authenticates with a workload identity and exchanges it for a token for the lane,"
                            + " which is bound to a key");
        }
        return switch (credentials.admit(number, caller, agent)) {
            case LaneCredentials.Result.Admitted(long lease, Token credential) ->
                domain.query(state -> Optional.ofNullable(state.lanes().get(number))
                                .map(lane -> LaneView.of(lane, caller, proofs)))
                        .map(view -> Reply.json(
                                201, view.put("lease", Ids.lease(lease)).put("credential", credential.reveal())))
                        .orElseGet(() -> Problems.refused(absent(id)));
            case LaneCredentials.Result.Refused(Answer.Refused why) -> Problems.refused(why);
        };
    }

    Reply end(Caller caller, String id, Body body) throws Refusal {
        body.finish();
        return answer(200, caller, new LaneCommand.End(visible(caller, id), caller));
    }

    Reply review(Caller caller, String id, Body body) throws Refusal {
        String outcome = body.choice("outcome", Set.of("accepted", "disputed"));
        String comment = body.text("comment", MAX_REASON).orElse("");
        body.finish();
        return answer(
                200, caller, new LaneCommand.Review(visible(caller, id), caller, outcome.equals("accepted"), comment));
    }

    private Reply answer(int status, Caller caller, LaneCommand command) {
        return switch (domain.ask(command).answer()) {
            case Answer.Done done -> view(status, caller, done.number());
            case Answer.Refused refused -> Problems.refused(refused);
            case Answer.Verdict verdict -> throw new IllegalStateException("a lane is not a call");
        };
    }

    private Reply view(int status, Caller caller, long number) {
        return domain.query(state -> {
            Lane lane = state.lanes().get(number);
            return lane == null
                    ? Problems.refused(absent(Ids.lane(number)))
                    : Reply.json(status, LaneView.of(lane, caller, proofs));
        });
    }

    private static boolean sees(Caller caller, Lane lane) {
        return caller.person() || lane.agent().equals(caller.name());
    }

    private long visible(Caller caller, String id) throws Refusal {
        OptionalLong number = Ids.parseLane(id);
        boolean there = number.isPresent()
                && domain.query(state -> {
                    Lane lane = state.lanes().get(number.getAsLong());
                    return lane != null && sees(caller, lane);
                });
        if (!there) {
            throw Problems.refusal(
                    number.isEmpty()
                            ? new Answer.Refused(RefusalCode.LANE_UNKNOWN, "the id of a lane has the form `lane-30`")
                            : absent(id));
        }
        return number.getAsLong();
    }

    private static Answer.Refused absent(String id) {
        return new Answer.Refused(RefusalCode.LANE_UNKNOWN, "there is no lane `" + id + "`");
    }
}

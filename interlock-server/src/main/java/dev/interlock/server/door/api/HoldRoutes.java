package dev.interlock.server.door.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.HoldCommand;
import dev.interlock.engine.decide.Approvers;
import dev.interlock.engine.event.Presence;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.state.HoldState;
import dev.interlock.engine.state.State;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.door.api.view.Briefing;
import dev.interlock.server.door.api.view.HoldRecord;
import dev.interlock.server.door.api.view.HoldStory;
import dev.interlock.server.door.api.view.HoldView;
import dev.interlock.server.door.api.view.Page;
import dev.interlock.server.door.api.view.PresenceView;
import dev.interlock.server.door.api.view.SeenHold;
import dev.interlock.server.door.api.view.SignedRecord;
import dev.interlock.server.door.api.view.VisibleHolds;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.identity.presence.Freshness;
import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.identity.role.Roles;
import dev.interlock.server.index.RecordIndex;
import dev.interlock.server.jose.SigningKeys;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.CallPhrases;
import dev.interlock.server.render.Ids;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;

/** Shows holds, and takes the answers of people to them. */
final class HoldRoutes implements Routes {

    private static final int MAX_COMMENT = 1 << 10;
    private static final int MAX_DIGEST = 100;
    private static final int MAX_CODE = 40;
    private static final Set<String> STATES =
            Set.of("open", "rejected", "spent", "superseded", "voided", "expired", "withdrawn");
    private static final int MOST_TOGETHER = 100;

    /** The parts of the list that are looked through for a page of those that are asked for. */
    private static final int MOST_PASSES = 10;

    private final Domain domain;
    private final Registry registry;
    private final HoldView view;
    private final VisibleHolds visible;
    private final SigningKeys records;
    private final PasskeyRoutes passkeys;

    private final Briefing briefing;

    /**
     * @param index of the record of the domain
     * @param records sign records of approvals
     * @param passkeys prove that people are there
     */
    HoldRoutes(
            Domain domain,
            Registry registry,
            RecordIndex index,
            SigningKeys records,
            PasskeyRoutes passkeys,
            CallPhrases phrases,
            Roles roles) {
        this.domain = domain;
        this.passkeys = passkeys;
        this.registry = registry;
        this.records = records;
        this.visible = new VisibleHolds(domain);
        this.briefing = new Briefing(domain, index, phrases);
        this.view = new HoldView(registry, domain.history()::event, domain::now, phrases, roles);
    }

    @Override
    public Reply route(Caller caller, RoutedRequest request) throws Refusal, IOException {
        return switch (request.depth()) {
            case 0 -> list(caller, request.looked());
            case 1 ->
                request.id().equals("answers") ? answerLike(caller, request) : show(caller, request.id(), request);
            case 2 ->
                switch (request.step()) {
                    case "record" -> record(caller, request.id(), request.looked());
                    case "withdraw" -> withdraw(caller, request.id(), request);
                    case "challenge" -> challenge(caller, request.id(), request.posted());
                    case "approve" -> answer(caller, request.id(), true, request);
                    case "reject" -> answer(caller, request.id(), false, request);
                    default -> RoutedRequest.nowhere();
                };
            default -> RoutedRequest.nowhere();
        };
    }

    Reply list(Caller caller, Query query) throws Refusal {
        Optional<String> stateFilter = query.choice("state", STATES);
        Optional<String> group = query.text("group");
        Optional<Boolean> mayAnswer =
                query.choice("mayAnswer", Set.of("true", "false")).map(Boolean::valueOf);
        Optional<String> by = query.text("by");
        boolean soonest = query.choice("order", Set.of("soonest")).isPresent();
        long after = query.after('h');
        int limit = query.limit();
        query.finish();
        if (soonest && !stateFilter.equals(Optional.of("open"))) {
            throw Refusal.invalid(
                    List.of(new Refusal.Flaw("order", "this order applies to open holds only: add `state=open`")));
        }
        Predicate<SeenHold> answers = view.mayAnswer(caller);
        Predicate<SeenHold> wanted =
                hold -> mayAnswer.map(may -> may == answers.test(hold)).orElse(true)
                        && by.map(approvers -> view.waitsFor(hold, approvers)).orElse(true);
        List<SeenHold> seen = new ArrayList<>();
        long last = after;
        boolean more = true;
        for (int pass = 0; pass < MOST_PASSES && more && seen.size() <= limit; pass++) {
            List<SeenHold> part = soonest
                    ? visible.soonest(caller, group, last, limit + 1)
                    : visible.list(caller, stateFilter, group, last, limit + 1);
            part.stream().filter(wanted).forEach(seen::add);
            more = part.size() > limit;
            last = part.isEmpty() ? last : part.getLast().held().hold();
        }
        List<SeenHold> shown = seen.subList(0, Math.min(limit, seen.size()));
        Iterator<ObjectNode> lines =
                view.listed(shown, caller, group.isPresent()).iterator();
        var page = new Page("holds", limit);
        for (SeenHold hold : seen) {
            page.add(Ids.hold(hold.held().hold()), lines::next);
        }
        if (more && seen.size() <= limit) {
            page.goesOn(Ids.hold(last));
        }
        return Reply.json(200, page.body());
    }

    Reply show(Caller caller, String id, RoutedRequest request) throws Refusal {
        request.looked().finish();
        SeenHold seen = visible(caller, id);
        Optional<HoldStory> story = caller.person() ? briefing.story(seen) : Optional.empty();
        ObjectNode full = full(caller, story.map(seen::completed).orElse(seen), request.freshness());
        story.ifPresent(told -> told.put(full, seen.status()));
        if (caller.person()) {
            briefing.put(full, seen);
        }
        return Reply.json(200, full);
    }

    private ObjectNode full(Caller caller, SeenHold seen, Freshness freshness) {
        ObjectNode hold = view.full(seen, caller);
        if (caller.person() && seen.critical()) {
            PresenceView.putStepUp(hold, freshness, domain.now());
        }
        return hold;
    }

    /** Returns the signed record of the hold's approval, to be kept elsewhere. */
    Reply record(Caller caller, String id, Query query) throws Refusal, IOException {
        query.finish();
        SeenHold seen = visible(caller, id);
        long hold = seen.held().hold();
        long size = domain.query(State::nextSeq);
        HoldStory story = HoldStory.of(domain.history(), hold, size);
        long now = domain.now();
        List<Long> counting = domain.query(state -> {
            HoldState open = state.holds().get(hold);
            return open == null || open.status() != HoldState.Status.OPEN
                    ? List.of()
                    : Approvers.counting(state.links(), open, now).stream()
                            .map(answer -> answer.event().answer())
                            .toList();
        });
        ObjectNode record = HoldRecord.of(seen, story, counting, caller.agent()).json(domain.ledger(), now);
        return Reply.json(200, SignedRecord.sign(record, records));
    }

    Reply answer(Caller caller, String id, boolean approve, RoutedRequest request) throws Refusal, IOException {
        Body body = request.posted();
        String comment = body.text("comment", MAX_COMMENT).orElse("");
        Optional<String> digest = body.text("digest", MAX_DIGEST);
        Optional<String> code = approve ? body.text("code", MAX_CODE) : Optional.empty();
        Optional<ObjectNode> passkey =
                approve && body.has("passkey") ? Optional.of(body.object("passkey")) : Optional.empty();
        body.finish();
        SeenHold seen = visible(caller, id);
        Optional<Presence> presence = passkey.isPresent()
                ? Optional.of(passkeys.used(caller, passkey.get(), seen.held().digest()))
                : request.freshness().presence();
        if (approve && passkey.isEmpty() && caller.person() && seen.critical()) {
            requireFresh(id, request.freshness());
        }
        var command = new Command.AnswerHold(
                seen.held().hold(),
                caller,
                approve,
                comment,
                code,
                digest,
                Optional.empty(),
                delegators(caller),
                presence);
        return switch (domain.ask(command).answer()) {
            case Answer.Done done -> {
                ObjectNode out = Json.object().put("answer", Ids.answer(done.number()));
                out.set("hold", full(caller, visible(caller, id), request.freshness()));
                yield Reply.json(200, out);
            }
            case Answer.Refused refused -> Problems.refused(refused);
            case Answer.Verdict verdict -> throw new IllegalStateException("an answer is not a call");
        };
    }

    private void requireFresh(String id, Freshness freshness) throws Refusal {
        if (!freshness.suffices(domain.now())) {
            throw Problems.stepUp("`" + id + "` is critical: the approver", freshness);
        }
    }

    /** Makes a challenge by which a passkey proves that its person approves this very call. */
    private Reply challenge(Caller caller, String id, Body body) throws Refusal {
        body.finish();
        People.require(caller, "use passkeys");
        return Reply.json(
                201, passkeys.challenge(caller, visible(caller, id).held().digest()));
    }

    /** Holds that are alike, with one decision: all or none. Those that are critical are not among them. */
    Reply answerLike(Caller caller, RoutedRequest request) throws Refusal, IOException {
        Body body = request.posted();
        boolean approve = body.choice("answer", Set.of("approve", "reject")).equals("approve");
        String comment = body.text("comment", MAX_COMMENT).orElse("");
        var ids = new ArrayList<String>();
        var digests = new ArrayList<Optional<String>>();
        for (Body part : body.parts("holds", MOST_TOGETHER)) {
            ids.add(part.required("id", MAX_CODE));
            digests.add(Optional.of(part.required("digest", MAX_DIGEST)));
            part.noOthers();
        }
        body.finish();
        List<Caller> delegators = delegators(caller);
        var answers = new ArrayList<Command.AnswerHold>();
        for (int i = 0; i < ids.size(); i++) {
            long hold = visible(caller, ids.get(i)).held().hold();
            answers.add(new Command.AnswerHold(
                    hold,
                    caller,
                    approve,
                    comment,
                    Optional.empty(),
                    digests.get(i),
                    Optional.empty(),
                    delegators,
                    request.freshness().presence()));
        }
        return switch (domain.ask(new HoldCommand.AnswerLike(answers)).answer()) {
            case Answer.Done done -> {
                ObjectNode out = Json.object();
                ArrayNode list = out.putArray("answers");
                for (int i = 0; i < ids.size(); i++) {
                    list.addObject().put("hold", ids.get(i)).put("answer", Ids.answer(done.number() + i));
                }
                yield Reply.json(200, out);
            }
            case Answer.Refused refused -> Problems.refused(refused);
            case Answer.Verdict verdict -> throw new IllegalStateException("an answer is not a call");
        };
    }

    Reply withdraw(Caller caller, String id, RoutedRequest request) throws Refusal, IOException {
        Body body = request.posted();
        String comment = body.text("comment", MAX_COMMENT).orElse("");
        body.finish();
        long hold = visible(caller, id).held().hold();
        return switch (domain.ask(new HoldCommand.Withdraw(hold, caller, comment))
                .answer()) {
            case Answer.Done done -> Reply.json(200, full(caller, visible(caller, id), request.freshness()));
            case Answer.Refused refused -> Problems.refused(refused);
            case Answer.Verdict verdict -> throw new IllegalStateException("an answer is not a call");
        };
    }

    /** The people as registered now who may have let this one answer. */
    private List<Caller> delegators(Caller caller) {
        return caller.person() ? registry.all().stream().filter(Caller::person).toList() : List.of();
    }

    private SeenHold visible(Caller caller, String id) throws Refusal {
        OptionalLong number = Ids.parse('h', id);
        Optional<SeenHold> found = number.isPresent() ? visible.find(caller, number.getAsLong()) : Optional.empty();
        return found.orElseThrow(() -> Problems.refusal(new Answer.Refused(
                RefusalCode.HOLD_UNKNOWN,
                number.isEmpty() ? "the id of a hold has the form `h-17`" : "there is no hold `" + id + "`")));
    }
}

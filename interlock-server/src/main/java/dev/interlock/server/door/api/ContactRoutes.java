package dev.interlock.server.door.api;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.ContactWithdrawn;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.kept.VerifiedContacts.Registration;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.state.State;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.UnavailableException;
import dev.interlock.server.door.api.view.ContactView;
import dev.interlock.server.door.api.view.Page;
import dev.interlock.server.door.api.view.Times;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.index.RecordIndex;
import dev.interlock.server.index.Term;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.CallPhrases;
import dev.interlock.server.render.Ids;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The routes about verified contacts, for people: the calls that verify them, and their withdrawal. */
final class ContactRoutes implements Routes {

    private static final int MAX_REASON = 1 << 10;
    private static final Term WITHDRAWN = Term.event("contact-withdrawn");

    private final Domain domain;
    private final RecordIndex index;
    private final CallPhrases phrases;

    /**
     * @param index of the record of the domain
     * @param phrases how calls read
     */
    ContactRoutes(Domain domain, RecordIndex index, CallPhrases phrases) {
        this.domain = domain;
        this.index = index;
        this.phrases = phrases;
    }

    @Override
    public Reply route(Caller caller, RoutedRequest request) throws Refusal, IOException {
        return switch (request.depth()) {
            case 0 -> list(caller, request.looked());
            case 2 ->
                request.step().equals("withdraw")
                        ? withdraw(caller, request.id(), request.posted())
                        : RoutedRequest.nowhere();
            default -> RoutedRequest.nowhere();
        };
    }

    /** The latest calls first: a page goes on after the last call of the page before, which is the earliest. */
    private Reply list(Caller caller, Query query) throws Refusal {
        long after = query.after('c');
        long before = after < 0 ? Long.MAX_VALUE : after;
        Optional<String> owner = query.text("owner");
        int limit = query.limit();
        query.finish();
        People.require(caller, "see verified contacts");
        List<Registration> found = domain.query(state -> state.contacts().before(before).stream()
                .filter(one -> owner.isEmpty() || isOwned(one, owner.get(), state))
                .limit(limit + 1L)
                .toList());
        var page = new Page("contacts", limit);
        for (Registration one : found) {
            page.add(
                    Ids.call(one.call()),
                    () -> ContactView.of(one, domain.history().event(one.call()), phrases));
        }
        return Reply.json(200, page.body());
    }

    private static boolean isOwned(Registration registration, String owner, State state) {
        return registration.by().get(Attributes.OWNER) instanceof AttributeValue.Known known
                && state.links().same(Attributes.OWNER, owner, known.value());
    }

    private Reply withdraw(Caller caller, String id, Body body) throws Refusal {
        String reason = body.required("reason", MAX_REASON);
        body.finish();
        People.require(caller, "withdraw verified contacts");
        OptionalLong call = Ids.parse('c', id);
        if (call.isEmpty()) {
            return Problems.refused(
                    new Answer.Refused(
                            RefusalCode.CONTACT_UNKNOWN,
                            "the id of a call has the form `c-17`; `interlock contact list` shows the calls whose contacts are verified"));
        }
        return switch (domain.ask(new Command.WithdrawContact(call.getAsLong(), caller, reason))
                .answer()) {
            case Answer.Done done ->
                Reply.json(
                        200, Json.object().put("call", Ids.call(done.number())).put("state", "withdrawn"));
            case Answer.Refused refused -> Problems.refused(explained(refused, call.getAsLong()));
            case Answer.Verdict verdict -> throw new IllegalStateException("an administrative command is not a call");
        };
    }

    /** The refusal, which names the person who withdrew the contacts before, if somebody did. */
    private Answer.Refused explained(Answer.Refused refused, long call) {
        if (refused.code() != RefusalCode.CONTACT_UNKNOWN) {
            return refused;
        }
        try {
            index.awaitNear();
            return index.find(List.of(Term.call(call), WITHDRAWN), Long.MAX_VALUE, 1).numbers().stream()
                    .map(domain.history()::event)
                    .filter(recorded -> recorded.event() instanceof ContactWithdrawn)
                    .map(recorded -> new Answer.Refused(
                            refused.code(),
                            "`" + ((ContactWithdrawn) recorded.event()).by()
                                    + "` has already withdrawn the contacts of `" + Ids.call(call) + "`, at "
                                    + Times.of(recorded.timeMillis())))
                    .findFirst()
                    .orElse(refused);
        } catch (UnavailableException e) {
            return refused; // the record cannot be searched now, and the code says enough
        }
    }
}

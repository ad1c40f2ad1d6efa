package dev.interlock.server.door.api.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.kept.VerifiedContacts.Registration;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.policy.catalog.RegisteredContacts;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.CallPhrases;
import dev.interlock.server.render.Ids;

/** A call that verifies contacts, as people see it: who made it for whom, which contacts it named, and who approved them. */
public final class ContactView {

    private ContactView() {}

    /**
     * @param recorded the reservation of the call
     * @param phrases how calls read
     */
    public static ObjectNode of(Registration registration, Recorded recorded, CallPhrases phrases) {
        CallFacts facts = ((Event.CallDecided) recorded.event()).facts();
        ObjectNode view = Json.object()
                .put("call", Ids.call(registration.call()))
                .put("at", Times.of(recorded.timeMillis()))
                .put("owner", TaskView.text(registration.by().get(Attributes.OWNER)))
                .put("agent", registration.by().name())
                .put("tool", facts.tool())
                .put("tier", registration.tier());
        phrases.put(view, recorded);
        ObjectNode arguments = view.putObject("arguments");
        RegisteredContacts.naming(facts).forEach((path, value) -> arguments.set(path, Json.plain(value)));
        view.put("destinations", registration.values().size());
        ArrayNode marks = view.putArray("marks");
        registration.marks().forEach(marks::add);
        ArrayNode approvals = view.putArray("approvals");
        registration.approvals().forEach(approval -> {
            ObjectNode one = approvals
                    .addObject()
                    .put("id", Ids.answer(approval.answer()))
                    .put("by", approval.behind().getFirst().name());
            if (approval.behind().size() > 1) {
                ArrayNode delegated = one.putArray("inPlaceOf");
                approval.behind().stream().skip(1).forEach(person -> delegated.add(person.name()));
            }
        });
        return view;
    }
}

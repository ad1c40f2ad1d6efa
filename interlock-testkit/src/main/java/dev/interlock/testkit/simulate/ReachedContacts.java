package dev.interlock.testkit.simulate;

import dev.interlock.engine.command.Command;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Origin;
import dev.interlock.engine.model.Provenance;
import dev.interlock.engine.model.ValueProvenance;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** The contacts among the destinations of a call, as facts of the call. */
final class ReachedContacts {

    private ReachedContacts() {}

    /**
     * The call, of which a value has the origin {@code contact} exactly where it is a destination that another call registered. The first
     * value is the first destination, and so on.
     *
     * @param contacts the calls that registered its destinations, in their order
     */
    static Command.DecideCall in(Command.DecideCall call, List<OptionalLong> contacts) {
        CallFacts facts = call.facts()
                .provenance()
                .map(chosen -> call.facts().chosenBy(in(chosen, contacts)))
                .orElse(call.facts());
        return new Command.DecideCall(
                call.caller(), call.task(), facts, call.continues(), call.only(), call.asking(), call.further());
    }

    private static Provenance in(Provenance chosen, List<OptionalLong> contacts) {
        List<ValueProvenance> values = new ArrayList<>();
        for (ValueProvenance value : chosen.values()) {
            int place = values.size();
            values.add(with(value, place < contacts.size() ? contacts.get(place) : OptionalLong.empty()));
        }
        return new Provenance(
                chosen.labels(),
                chosen.known(),
                chosen.stake(),
                chosen.asked(),
                chosen.linkedRequest(),
                values,
                chosen.act(),
                chosen.wishes(),
                chosen.distance());
    }

    private static ValueProvenance with(ValueProvenance value, OptionalLong contact) {
        Set<Origin> origins = new TreeSet<>(value.origins());
        origins.remove(Origin.CONTACT);
        if (contact.isPresent()) {
            origins.add(Origin.CONTACT);
        }
        return new ValueProvenance(
                value.path(),
                value.role(),
                origins,
                value.request(),
                value.source(),
                value.text(),
                value.also(),
                value.approved(),
                contact);
    }
}

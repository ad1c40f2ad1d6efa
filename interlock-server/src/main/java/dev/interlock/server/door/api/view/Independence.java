package dev.interlock.server.door.api.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.decide.Approvers;
import dev.interlock.engine.decide.Eligibility;
import dev.interlock.engine.event.Need;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.CallerKind;
import dev.interlock.engine.model.Links;
import dev.interlock.engine.state.Actors;
import dev.interlock.server.render.RuleWords;
import dev.interlock.server.render.UnknownWords;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether the reader of a hold may answer it, and why: attribute by attribute, as the engine compares the two, for each approval that
 * the call needs.
 */
final class Independence {

    private final SeenHold hold;
    private final Caller reader;
    private final Actor requester;
    private final Actor self;
    private final Links links;

    Independence(SeenHold hold, Caller reader) {
        this.hold = hold;
        this.reader = reader;
        this.requester = hold.held().actor();
        this.self = Actors.outside(reader);
        this.links = hold.links();
    }

    /**
     * @param eligible the needs for which the reader could answer now
     * @param may whether the reader may answer
     */
    void put(ObjectNode out, List<Need> needs, List<Need> eligible, long waitedMillis, boolean may) {
        out.put("may", may);
        Set<String> compared = new LinkedHashSet<>(Attributes.ALWAYS);
        needs.forEach(need -> compared.addAll(need.attributes()));
        ArrayNode attributes = out.putArray("attributes");
        compared.forEach(name -> attributes
                .addObject()
                .put("attribute", name)
                .put("name", RuleWords.attribute(name))
                .put("requester", TaskView.text(requester.get(name)))
                .put("reader", TaskView.text(self.get(name)))
                .put("differs", differs(name)));
        ArrayNode each = out.putArray("needs");
        for (Need need : needs) {
            ObjectNode one = each.addObject().put("level", need.level());
            need.by().ifPresent(group -> one.put("group", group));
            boolean counts = eligible.contains(need);
            one.put("counts", counts);
            (counts ? List.of(whyIndependent(need)) : whyNot(need, waitedMillis)).forEach(one.putArray("because")::add);
        }
        ArrayNode reasons = out.putArray("because");
        standing().forEach(reasons::add);
    }

    private boolean differs(String name) {
        return AttributeValue.surelyDiffer(
                links.canonical(name, requester.get(name)), links.canonical(name, self.get(name)));
    }

    private String whyIndependent(Need need) {
        return "you are known to differ from `" + requester.name() + "` in " + names(attributes(need))
                + ", and are neither its owner nor its origin";
    }

    private static List<String> attributes(Need need) {
        var names = new ArrayList<>(Attributes.ALWAYS);
        names.addAll(need.attributes());
        return names;
    }

    private static String names(List<String> attributes) {
        return String.join(", ", attributes.stream().map(RuleWords::attribute).toList());
    }

    /** The first reason why the reader may not answer; empty if there is none. */
    Optional<String> first(List<Need> needs, long waitedMillis) {
        return Stream.concat(standing().stream(), needs.stream().flatMap(need -> whyNot(need, waitedMillis).stream()))
                .findFirst();
    }

    /** The reasons why an answer of the reader would not count for a need. */
    private List<String> whyNot(Need need, long waitedMillis) {
        var reasons = new ArrayList<String>();
        for (String name : attributes(need)) {
            if (!differs(name)) {
                reasons.add(shared(name));
            }
        }
        boolean apart = links.independent(self, requester, need.attributes());
        if (apart && !Eligibility.independent(links, self, requester, need.attributes())) {
            reasons.add("you are the owner or the origin of `" + requester.name() + "`");
        }
        if (!Approvers.inGroup(need, reader.groups(), reader.verifier(), waitedMillis)) {
            reasons.add(need.by()
                    .map(group -> "you are not in the group `" + group
                            + "`, and no member who could answer has delegated that to you")
                    .orElse("a verifier can only answer for a group that a rule names"));
        }
        return reasons;
    }

    private String shared(String name) {
        String what = RuleWords.attribute(name);
        if (requester.get(name) instanceof AttributeValue.Unknown) {
            return "the " + what + " of `" + requester.name()
                    + "` is not registered, so no one counts as independent of it: write " + UnknownWords.place(name)
                    + " in the configuration";
        }
        if (self.get(name) instanceof AttributeValue.Unknown) {
            return "your " + what + " is not registered: write " + UnknownWords.place(name) + " in the configuration";
        }
        return "you and `" + requester.name() + "` have the same " + what;
    }

    /** The reasons that lie in the hold or the reader, whatever the call needs. */
    private List<String> standing() {
        var reasons = new ArrayList<String>();
        if (!hold.status().equals("open")) {
            reasons.add("the hold is " + hold.status() + ", so it cannot be answered");
        }
        if (hold.answers().stream()
                .anyMatch(answer -> answer.event().by().name().equals(reader.name()))) {
            reasons.add("you have already answered it");
        }
        if (hold.gone().test(self)) {
            reasons.add("you or your owner is recorded as having left");
        }
        if (reader.kind() instanceof CallerKind.Verifier verifier
                && !verifier.covers(
                        hold.held().facts().tool(), hold.held().facts().marks())) {
            reasons.add("you are not registered for this tool or for one of the call's duties");
        }
        return reasons;
    }
}

package dev.interlock.engine.state;

import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.policy.Budgets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A payer: a party, chain or owner whose budget the things kept for it count against.
 *
 * @param kind kind of the share: that of the party alone, of its chain or of its owner
 */
record Payer(String kind, String name) implements Comparable<Payer> {

    static final String PARTY = "party";
    private static final Comparator<Payer> ORDER =
            Comparator.comparing(Payer::kind).thenComparing(Payer::name);

    /**
     * The payers of a call. An agent that others started for has several owners, and none of these pays: the starter's chain does.
     */
    static List<Payer> of(Actor actor) {
        var payers = new ArrayList<Payer>(3);
        payers.add(new Payer(PARTY, actor.name()));
        add(payers, actor, Attributes.CHAIN);
        add(payers, actor, Attributes.OWNER);
        return payers;
    }

    private static void add(List<Payer> payers, Actor actor, String attribute) {
        if (actor.get(attribute) instanceof AttributeValue.Known known) {
            payers.add(new Payer(attribute, known.value()));
        }
    }

    /** The share of this payer, where one party alone has so much. */
    long most(int ofOne) {
        return kind.equals(PARTY) ? ofOne : (long) ofOne * Budgets.SHARED;
    }

    /** The name of the payer in the detail of a finding. */
    String whose() {
        return kind.equals(PARTY) ? "the agent" : "its " + kind;
    }

    @Override
    public int compareTo(Payer other) {
        return ORDER.compare(this, other);
    }
}

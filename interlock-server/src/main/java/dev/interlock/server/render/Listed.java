package dev.interlock.server.render;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Element;
import java.util.ArrayList;
import java.util.List;

/** The elements of the list that a call is about: each with what it names, so that nobody approves a sum alone. */
public final class Listed {

    /** The most elements that are shown; their number is always told. */
    private static final int MOST = 64;

    private Listed() {}

    /** Puts the number of elements, and what the first ones name. */
    public static void put(ObjectNode out, CallFacts facts) {
        if (facts.elements().isEmpty()) {
            return;
        }
        out.put("elementCount", facts.elements().size());
        ArrayNode elements = out.putArray("elements");
        facts.elements().stream().limit(MOST).forEach(element -> {
            ObjectNode one = elements.addObject();
            ArrayNode objects = one.putArray("objects");
            element.objects().forEach(key -> objects.add(key.toString()));
            ObjectNode values = one.putObject("values");
            element.values().forEach(values::put);
            element.amount().ifPresent(amount -> one.put("amount", amount.toString()));
        });
    }

    /** Returns a line for each of the first elements, and one for the rest. */
    static List<String> lines(CallFacts facts) {
        List<String> lines = new ArrayList<>();
        List<Element> elements = facts.elements();
        for (int i = 0; i < Math.min(elements.size(), MOST); i++) {
            Element element = elements.get(i);
            var line = new StringBuilder("element " + i + ": " + Phrases.keys(element.objects()));
            element.values().forEach((name, value) -> line.append(", ").append(Plain.of(name + "/" + value)));
            element.amount().ifPresent(amount -> line.append(", ").append(Plain.of(AmountWords.of(amount))));
            lines.add(line.toString());
        }
        if (elements.size() > MOST) {
            lines.add("and " + (elements.size() - MOST) + " more");
        }
        return lines;
    }
}

package dev.interlock.engine.model;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The closure of one element of a list in the arguments: what the element names, together with what the call names outside
 * the list. Whether keys belong together is judged within one closure; the call itself lies on the keys of all of them.
 *
 * @param objects the business objects that the call acts on
 * @param related objects that the created ones will belong to, or are derived from
 * @param derivedFrom the related objects that a created one descends from
 * @param checks related objects that the arguments assert
 * @param values arguments whose identity matters, by name
 * @param amount the element's share of the amount; empty where one amount stands for all
 * @param creates the types of the objects that the element creates, one object of each; the call creates them too
 */
public record Element(
        List<Key> objects,
        List<Key> related,
        List<Key> derivedFrom,
        List<Key> checks,
        SortedMap<String, String> values,
        Optional<Amount> amount,
        List<String> creates) {

    public Element {
        objects = List.copyOf(objects);
        related = List.copyOf(related);
        derivedFrom = List.copyOf(derivedFrom);
        checks = List.copyOf(checks);
        creates = List.copyOf(creates);
    }

    /** The sum of the elements' amounts, which are in one unit; an element without amount adds nothing. */
    public static Amount sum(Collection<Element> elements, String unit) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Element element : elements) {
            sum = sum.add(element.amount().map(Amount::value).orElse(BigDecimal.ZERO));
        }
        return new Amount(sum, unit);
    }
}

package dev.interlock.engine.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A keeper of what leaves hide, under numbers in the place of hashes, so that tests can tell what is where. */
final class Vault implements Commitments, Openings {

    private final Map<String, Map<String, @Nullable Object>> openings = new TreeMap<>();
    private final Map<String, String> pseudonyms = new TreeMap<>();
    private final Map<String, String> names = new TreeMap<>();

    @Override
    public String to(Map<String, @Nullable Object> forgettable) {
        String commitment = "commitment-" + openings.size();
        openings.put(commitment, forgettable);
        return commitment;
    }

    @Override
    public String pseudonym(String name) {
        return pseudonyms.computeIfAbsent(name, unknown -> {
            String pseudonym = "pseudonym-" + names.size();
            names.put(pseudonym, name);
            return pseudonym;
        });
    }

    @Override
    public Optional<Map<String, @Nullable Object>> opened(String commitment) {
        return Optional.ofNullable(openings.get(commitment));
    }

    @Override
    public Optional<String> name(String pseudonym) {
        return Optional.ofNullable(names.get(pseudonym));
    }

    /** The fields that the leaf's commitment hides; none where it has no commitment. */
    Map<String, @Nullable Object> hiddenBy(Map<String, @Nullable Object> leaf) {
        return leaf.get("commitment") instanceof String commitment ? openings.get(commitment) : Map.of();
    }

    void replace(Map<String, @Nullable Object> leaf, Map<String, @Nullable Object> hidden) {
        openings.put((String) leaf.get("commitment"), hidden);
    }

    /** Forgets every text, and the names of some. */
    void forget(String... forgotten) {
        openings.clear();
        for (String name : forgotten) {
            names.remove(pseudonyms.get(name));
        }
    }

    List<String> names() {
        return new ArrayList<>(pseudonyms.keySet());
    }
}

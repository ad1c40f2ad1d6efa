package dev.interlock.engine.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The part of a configuration that is about one party, upstream or issuer, as far as decisions rely on it. No secret is in it, and no
 * digest of one. Immutable.
 *
 * @param settings texts by the name of the setting, such as {@code owner}; at least one, and none without a text
 */
public record ConfigurationEntry(SortedMap<String, List<String>> settings) {

    public ConfigurationEntry {
        if (settings.isEmpty()) {
            throw new IllegalArgumentException("an entry says something");
        }
        var copy = new TreeMap<String, List<String>>();
        for (Map.Entry<String, List<String>> setting : settings.entrySet()) {
            if (setting.getValue().isEmpty()) {
                throw new IllegalArgumentException("the setting `" + setting.getKey() + "` has no value");
            }
            copy.put(setting.getKey(), List.copyOf(setting.getValue()));
        }
        settings = Collections.unmodifiableSortedMap(copy);
    }

    /** The digest of this entry, by which it is told from every other one. */
    public String digest() {
        var lines = new ArrayList<String>();
        settings.forEach((name, texts) -> {
            lines.add("setting " + Sha256.oneLine(name));
            texts.forEach(text -> lines.add("text " + Sha256.oneLine(text)));
        });
        return Sha256.digest(String.join("\n", lines));
    }

    /** The length of the entry: the characters of all names and texts, and one for each text. */
    public int length() {
        int length = 0;
        for (Map.Entry<String, List<String>> setting : settings.entrySet()) {
            length += setting.getKey().length();
            for (String text : setting.getValue()) {
                length += text.length() + 1;
            }
        }
        return length;
    }
}

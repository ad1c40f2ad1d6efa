package dev.interlock.provenance.lexicon;

import dev.interlock.engine.model.Stake;
import dev.interlock.provenance.text.FingerprintTable;
import dev.interlock.provenance.text.Fingerprints;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The words by which people ask for acts, of several languages at once, as fingerprints under one key. Immutable; for any thread.
 */
public final class Lexicon {

    /** The most duties of a lexicon: a set of them is a mask of 64 bits. */
    public static final int MOST_DUTIES = 64;

    /** The languages that are part of the product. */
    public static final List<String> SHIPPED = List.of("en", "de", "es");

    /** Most words of a text are looked up in vain. */
    private static final int SLOTS_A_WORD = 16;

    private final List<String> names = new ArrayList<>();
    private final List<Stake> stakes = new ArrayList<>();
    private final FingerprintTable numbers = new FingerprintTable(SLOTS_A_WORD);
    private Word[] words = new Word[64];
    private final Set<Long> plans = new HashSet<>();
    private final long high;

    /**
     * A lexicon of these languages.
     *
     * @throws LexiconException if they have more than {@value #MOST_DUTIES} duties, or differ in what is at stake in one
     */
    public Lexicon(List<Language> languages, Fingerprints fingerprints) {
        for (Language language : languages) {
            for (Duty duty : language.duties()) {
                add(duty, 1L << number(duty, language), fingerprints);
            }
            kind(language.common(), Word.COMMON, fingerprints);
            kind(language.subjects(), Word.SUBJECT, fingerprints);
            kind(language.reminders(), Word.REMINDER, fingerprints);
            kind(language.obeying(), Word.OBEYING, fingerprints);
            kind(language.orders(), Word.ORDER, fingerprints);
            kind(language.agents(), Word.AGENT, fingerprints);
            for (String plan : language.plans()) {
                String[] pair = plan.split("\\s+", 2);
                plans.add(pair(fingerprints.of(pair[0]), fingerprints.of(pair[1])));
            }
        }
        long mask = 0;
        for (int i = 0; i < stakes.size(); i++) {
            mask |= stakes.get(i) == Stake.HIGH ? 1L << i : 0;
        }
        high = mask;
    }

    /** The lexicons that are part of the product. */
    public static List<Language> shipped() {
        return SHIPPED.stream().map(Lexicon::shipped).toList();
    }

    private static Language shipped(String code) {
        String file = code + ".lexicon";
        try (InputStream in = Lexicon.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new LexiconException("the lexicon `" + file + "` is missing: this installation is not complete");
            }
            return LexiconReader.read(file, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int number(Duty duty, Language language) {
        int known = names.indexOf(duty.name());
        if (known >= 0) {
            if (stakes.get(known) != duty.stake()) {
                throw new LexiconException(
                        "the lexicon of `" + language.code() + "` says that the stake of `" + duty.name()
                                + "` is " + duty.stake().text() + ", another one says "
                                + stakes.get(known).text()
                                + ": write the same in both");
            }
            return known;
        }
        if (names.size() == MOST_DUTIES) {
            throw new LexiconException("the lexicons have more than " + MOST_DUTIES + " duties: `" + duty.name()
                    + "` is one too many; take out those that no tool has");
        }
        names.add(duty.name());
        stakes.add(duty.stake());
        return names.size() - 1;
    }

    private void add(Duty duty, long bit, Fingerprints fingerprints) {
        duty.acts().forEach(act -> merge(fingerprints.of(act), new Word(bit, bit, 0, 0, 0, Word.DUTY)));
        duty.forms().forEach(form -> merge(fingerprints.of(form), new Word(0, bit, 0, 0, 0, 0)));
        duty.things().forEach(thing -> merge(fingerprints.of(thing), new Word(0, 0, bit, 0, 0, Word.DUTY)));
        duty.strong().forEach(word -> merge(fingerprints.of(word), new Word(0, 0, 0, bit, 0, 0)));
        duty.direct().forEach(word -> merge(fingerprints.of(word), new Word(0, 0, 0, 0, bit, 0)));
    }

    private void kind(Set<String> all, int kind, Fingerprints fingerprints) {
        all.forEach(word -> merge(fingerprints.of(word), new Word(0, 0, 0, 0, 0, kind)));
    }

    private void merge(long fingerprint, Word word) {
        int number = numbers.add(fingerprint);
        if (number == words.length) {
            words = Arrays.copyOf(words, number * 2);
        }
        words[number] = words[number] == null ? word : words[number].and(word);
    }

    private static long pair(long first, long second) {
        return Fingerprints.together(new long[] {first, second});
    }

    /** The {@linkplain Word#kinds kinds} of a token; 0 for one that is no word of the lexicon. */
    int kinds(long fingerprint) {
        return word(fingerprint).kinds();
    }

    Word word(long fingerprint) {
        int number = numbers.find(fingerprint);
        return number == FingerprintTable.NONE ? Word.NONE : words[number];
    }

    /** Returns whether a token is a word of one of the languages: one by which people ask for something, or a common one. */
    public boolean hasWord(long fingerprint) {
        return numbers.contains(fingerprint);
    }

    /** Returns whether a token is so common in one of the languages that it names nothing. */
    public boolean isCommon(long fingerprint) {
        return (kinds(fingerprint) & (Word.COMMON | Word.SUBJECT)) != 0;
    }

    boolean plans(long first, long second) {
        return plans.contains(pair(first, second));
    }

    /** The duties with the highest stake, as a mask. */
    long high() {
        return high;
    }

    /** All duties, as a mask. */
    long all() {
        return names.size() == MOST_DUTIES ? -1 : (1L << names.size()) - 1;
    }

    /** The number of duties. */
    public int size() {
        return names.size();
    }

    /** The number of a duty; -1 for one that no language has. */
    public int number(String duty) {
        return names.indexOf(duty);
    }

    /** The names of the duties of a mask. */
    public SortedSet<String> names(long mask) {
        var found = new TreeSet<String>();
        for (int i = 0; i < names.size(); i++) {
            if ((mask & 1L << i) != 0) {
                found.add(names.get(i));
            }
        }
        return found;
    }

    /** The stake of a duty. An act that no language describes is taken for one of the worst. */
    public Stake stake(String duty) {
        int number = number(duty);
        return number < 0 ? Stake.HIGH : stakes.get(number);
    }
}

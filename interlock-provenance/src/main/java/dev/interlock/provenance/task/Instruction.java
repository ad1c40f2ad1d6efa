package dev.interlock.provenance.task;

import dev.interlock.engine.model.Amount;
import dev.interlock.provenance.index.TokenIndex;
import dev.interlock.provenance.lexicon.AmountWishes;
import dev.interlock.provenance.lexicon.Lexicon;
import dev.interlock.provenance.lexicon.Wishes;
import dev.interlock.provenance.text.FingerprintTable;
import dev.interlock.provenance.text.Fingerprints;
import dev.interlock.provenance.text.Spelling;
import dev.interlock.provenance.text.StatedAmount;
import dev.interlock.provenance.text.StatedAmounts;
import dev.interlock.provenance.text.Tokens;
import dev.interlock.provenance.text.TypedValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.regex.Pattern;

/** The instruction of a person, read once when a task is opened. Not changed after that; for any thread. */
public final class Instruction {

    private static final int MOST_TOKENS = 100_000;

    /** A full stop between a small letter and a capitalised word: people forget the space between two sentences. */
    private static final Pattern FORGOTTEN_SPACE =
            Pattern.compile("(?<![\\p{L}\\p{N}])(\\p{Ll}[\\p{Ll}\\p{N}-]{0,60})\\.(?=\\p{Lu}\\p{Ll})");

    private final boolean given;
    private final boolean givesLink;
    private final TokenIndex index = new TokenIndex(MOST_TOKENS);
    private final FingerprintTable words = new FingerprintTable();
    /** The words that are not among the most common ones. */
    private final FingerprintTable telling = new FingerprintTable();

    private final FingerprintTable names = new FingerprintTable();
    /** The words that name something by themselves: neither ordinary ones nor parts of an address. */
    private final FingerprintTable naming = new FingerprintTable();

    private final Wishes wishes;
    private final List<Wish> amounts = new ArrayList<>();
    /** The text as it is spelt, and the same with a space after each full stop that may end a sentence. */
    private final Set<String> spellings;

    /** An amount, and the duties for which its sentence asks with it, as a mask. */
    private record Wish(StatedAmount amount, long duties) {}

    /** @param text what the person wrote; blank where no person gave an instruction */
    public Instruction(String text, Lexicon lexicon, Fingerprints fingerprints) {
        Tokens tokens = Tokens.of(text, fingerprints);
        given = tokens.size() > 0;
        index.add(tokens);
        givesLink = !TypedValues.links(text).isEmpty();
        wishes = Wishes.of(tokens, lexicon);
        spellings = Set.copyOf(List.of(
                Spelling.plain(text),
                Spelling.plain(FORGOTTEN_SPACE.matcher(text).replaceAll("$1. "))));
        addAmounts(text, tokens, lexicon);
        for (int i = 0; i < tokens.size(); i++) {
            words.add(tokens.fingerprint(i));
            if (!lexicon.isCommon(tokens.fingerprint(i))) {
                telling.add(tokens.fingerprint(i));
            }
            if (tokens.is(i, Tokens.CAPITAL)) {
                names.add(tokens.fingerprint(i));
            }
            if (isName(tokens, i, lexicon) && Spelling.isAlone(text, tokens.start(i))) {
                naming.add(tokens.fingerprint(i));
            }
        }
    }

    /** An ordinary word, such as `invoice`, names something only in quotation marks, or with a capital letter within a sentence. */
    private static boolean isName(Tokens tokens, int token, Lexicon lexicon) {
        return !lexicon.hasWord(tokens.fingerprint(token))
                || tokens.is(token, Tokens.QUOTED)
                || tokens.is(token, Tokens.CAPITAL) && !tokens.is(token, Tokens.FIRST);
    }

    private void addAmounts(String text, Tokens tokens, Lexicon lexicon) {
        int[] starts = tokens.starts();
        var asked = new AmountWishes(tokens, lexicon);
        for (StatedAmount amount : StatedAmounts.of(text)) {
            int number = Arrays.binarySearch(starts, amount.start());
            if (number >= 0 && !tokens.is(number, Tokens.QUOTED)) {
                int first = amount.followsNameOfCurrency() ? number - 1 : number;
                amounts.add(new Wish(amount, asked.of(first)));
            }
        }
    }

    /** Returns whether a person gave an instruction. */
    public boolean given() {
        return given;
    }

    boolean asks(int duty) {
        return duty >= 0 && (wishes.duties() & 1L << duty) != 0;
    }

    /** The names of the duties that it asks for. */
    SortedSet<String> wishes(Lexicon lexicon) {
        return lexicon.names(wishes.duties());
    }

    /** Returns whether it asks for a read and gives no link: what to read is in the records that it names. */
    boolean leavesLinks(int duty) {
        return asks(duty) && !givesLink;
    }

    boolean delegates() {
        return wishes.delegating();
    }

    /**
     * Returns whether the instruction contains the value: token by token, in the same {@linkplain Spelling spelling}, and not as a part of a
     * longer name.
     */
    boolean contains(Value value) {
        return !value.isEmpty()
                && index.find(value.tokens()).isKnown()
                && (value.spelling().isEmpty()
                        || spellings.stream().anyMatch(text -> Spelling.stands(text, value.spelling())));
    }

    /** Returns whether a value that the instruction contains is a name there. A single word may be an ordinary one that names nothing. */
    boolean names(Value value) {
        return value.size() > 1 || !value.spelling().isEmpty() || naming.contains(value.tokens()[0]);
    }

    /** Returns whether a sentence states the amount, in its unit, and asks for a duty with it. */
    boolean states(Amount amount, int duty) {
        return duty >= 0
                && amounts.stream()
                        .anyMatch(wish -> (wish.duties() & 1L << duty) != 0
                                && wish.amount().number().compareTo(amount.value()) == 0
                                && wish.amount().isIn(amount.unit()));
    }

    boolean hasWord(long token) {
        return words.contains(token);
    }

    /** Returns whether a word of the value is one that the instruction writes with a capital letter. */
    boolean namesPartOf(Value value) {
        for (long token : value.tokens()) {
            if (names.contains(token)) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether a value has a word of the instruction that is not a common one, such as `the`: those name nothing. */
    boolean hasTellingWordOf(Value value) {
        for (long token : value.tokens()) {
            if (telling.contains(token)) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether at least three fifths of the words of a title are in the instruction. */
    boolean namesMostOf(Value title) {
        int known = 0;
        for (long token : title.tokens()) {
            known += words.contains(token) ? 1 : 0;
        }
        return known * 5 >= title.size() * 3 && hasTellingWordOf(title);
    }
}

package dev.interlock.provenance.distance;

import dev.interlock.provenance.task.ArgumentValue;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The meaning of an instruction, for comparison with the acts of its task. An instruction can ask for several things, so an act is
 * compared with each sentence, and the closest one counts. Immutable; safe for use by several threads.
 */
public final class InstructionMeaning {

    /** The number of sentences of an instruction that are read. The ones after that are read as one sentence. */
    private static final int MOST_SENTENCES = 32;
    /** The characters of a sentence that are read, which is about what a small model takes. */
    private static final int LONGEST_SENTENCE = 1_000;
    /** The characters of an act that are read. */
    private static final int LONGEST_ACT = 300;

    private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.!?])\\s+|\\n\\s*\\n");

    private final TextEmbedding embedding;
    private final List<float[]> sentences;

    /** @param instruction what a person asked for; not blank */
    public InstructionMeaning(String instruction, TextEmbedding embedding) {
        this.embedding = embedding;
        this.sentences = Stream.of(SENTENCE_END.split(instruction.strip(), MOST_SENTENCES))
                .map(sentence -> embedding.embed(cut(sentence, LONGEST_SENTENCE)))
                .toList();
    }

    /**
     * Returns the distance between an act and the closest sentence of the instruction.
     *
     * @param tool name of the tool, whose words are separated by anything that is not a letter or digit
     * @return 1 minus the cosine of the angle between their vectors, in thousandths: from 0 (the same meaning) to 2,000
     */
    public int distance(String tool, List<ArgumentValue> arguments) {
        float[] act = embedding.embed(act(tool, arguments));
        double closest = sentences.stream()
                .mapToDouble(sentence -> cosine(sentence, act))
                .max()
                .orElse(0);
        return (int) Math.round(1_000 * (1 - Math.clamp(closest, -1, 1)));
    }

    /** Returns the act as a short text: the words of the tool's name, and the arguments with their names. */
    static String act(String tool, List<ArgumentValue> arguments) {
        var text = new StringBuilder(words(tool)).append(':');
        for (ArgumentValue argument : arguments) {
            if (text.length() > LONGEST_ACT) {
                break;
            }
            text.append(' ')
                    .append(words(argument.path()))
                    .append(' ')
                    .append(cut(argument.text(), LONGEST_ACT))
                    .append(',');
        }
        return cut(text.toString(), LONGEST_ACT);
    }

    private static String words(String name) {
        return name.replaceAll("(?<=[a-z])(?=[A-Z])|[^\\p{L}\\p{N}]+", " ")
                .strip()
                .toLowerCase(Locale.ROOT);
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest);
    }

    private static double cosine(float[] a, float[] b) {
        if (a.length != b.length) {
            throw new IllegalArgumentException("vectors of different lengths: " + a.length + " and " + b.length);
        }
        double product = 0;
        for (int i = 0; i < a.length; i++) {
            product += (double) a[i] * b[i];
        }
        return product;
    }
}

package dev.interlock.provenance.distance;

import java.util.Optional;
import java.util.ServiceLoader;

/**
 * A model that turns a text into a vector, so that texts of similar meaning have vectors that point in similar directions. The
 * module {@code interlock-semantic} has one. Implementations are thread-safe, work in the process, and return the same vector for
 * the same text.
 */
public interface TextEmbedding {

    /** Returns the vector of a text, which has length 1. */
    float[] embed(String text);

    /**
     * Finds the model on the class path.
     *
     * @return empty if there is none
     * @throws java.util.ServiceConfigurationError if there is one that cannot be loaded, because its file is missing or damaged
     */
    static Optional<TextEmbedding> onClassPath() {
        return ServiceLoader.load(TextEmbedding.class).findFirst();
    }
}

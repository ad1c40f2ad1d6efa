package dev.interlock.engine.monitor;

import dev.interlock.engine.table.Snapshots;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The datasets that a call touches, with their conflict classes: pairs of numbers, side by side. A dataset that is in several
 * classes is in several pairs.
 */
record Touched(int[] classes, int[] datasets) {

    /** The only class, where datasets are in no classes. */
    static final int ONE_CLASS = 0;

    /** The number that stands for all classes and for all datasets, of which each differs from every other. */
    static final int ALL = Integer.MAX_VALUE;

    /** A dataset that no recorded call named: it differs from all others, also from other new ones. */
    static final int NEW = -1;

    /** The new dataset that the element of a list in this place creates. */
    static int newOf(int place) {
        return NEW - 1 - place;
    }

    /** Returns whether the dataset is one that a call creates, and that has no name yet. */
    static boolean isNew(int dataset) {
        return dataset <= NEW;
    }

    /** The place of the element that creates the new dataset; -1 where the call does as a whole. */
    static int creatorOf(int dataset) {
        return NEW - 1 - dataset;
    }

    static boolean differ(int dataset, int other) {
        return isNew(dataset) || dataset == ALL || dataset != other;
    }

    /** The classes, each once. */
    int[] distinctClasses() {
        return classes.length < 2 ? classes : IntStream.of(classes).distinct().toArray();
    }

    /** The datasets of the class. */
    int[] in(int ofClass) {
        if (classes.length == 1) {
            return datasets;
        }
        return IntStream.range(0, classes.length)
                .filter(i -> classes[i] == ofClass)
                .map(i -> datasets[i])
                .toArray();
    }

    /** The union with more, each pair once. */
    Touched and(Touched more) {
        var all = new Builder();
        for (int i = 0; i < classes.length; i++) {
            all.add(classes[i], datasets[i], all.size());
        }
        for (int i = 0; i < more.classes.length; i++) {
            all.add(more.classes[i], more.datasets[i], all.size());
        }
        return all.build();
    }

    void write(DataOutput out) throws IOException {
        Snapshots.write(out, classes, classes.length);
        Snapshots.write(out, datasets, datasets.length);
    }

    static Touched read(DataInput in) throws IOException {
        return new Touched(Snapshots.readInts(in), Snapshots.readInts(in));
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Touched other
                && Arrays.equals(classes, other.classes)
                && Arrays.equals(datasets, other.datasets);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(classes) + Arrays.hashCode(datasets);
    }

    @Override
    public String toString() {
        return Arrays.toString(classes) + Arrays.toString(datasets);
    }

    /** Collects pairs. */
    static final class Builder {
        private int[] classes = new int[4];
        private int[] datasets = new int[4];
        private int size;

        int size() {
            return size;
        }

        /** Adds a pair, unless it is there; a dataset without number is the same only from a place on. */
        void add(int ofClass, int dataset, int from) {
            for (int i = dataset == NEW ? from : 0; i < size; i++) {
                if (classes[i] == ofClass && datasets[i] == dataset) {
                    return;
                }
            }
            if (size == classes.length) {
                classes = Arrays.copyOf(classes, 2 * size);
                datasets = Arrays.copyOf(datasets, 2 * size);
            }
            classes[size] = ofClass;
            datasets[size] = dataset;
            size++;
        }

        Touched build() {
            return new Touched(Arrays.copyOf(classes, size), Arrays.copyOf(datasets, size));
        }
    }
}

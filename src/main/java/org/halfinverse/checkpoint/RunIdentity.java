package org.halfinverse.checkpoint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.halfinverse.io.Fingerprint;

/**
 * What distinguishes a run from all others: a checkpoint continues only the run to which it belongs.
 *
 * @param configuration every setting on which the numbers depend, by its key
 * @param data fingerprints of what is read or drawn, by what it is
 * @param provenance what else the last bits depend on: builds and versions
 */
public record RunIdentity(
        SortedMap<String, String> configuration, SortedMap<String, String> data, SortedMap<String, String> provenance) {
    /** Copies the maps. {@inheritDoc} */
    public RunIdentity {
        configuration = copy(configuration);
        data = copy(data);
        provenance = copy(provenance);
    }

    /**
     * How another run differs from this one.
     *
     * @param now the run that wants to go on from this one
     * @return for each difference a phrase: what it is, as it was and as it is; empty if it is the same run
     */
    public List<String> differences(RunIdentity now) {
        List<String> differences = new ArrayList<>(phrases(configuration, now.configuration));
        changed(data, now.data).forEach(what -> differences.add("content of the " + what));
        return differences;
    }

    /**
     * {@return in what the last bits may differ, though it is the same run: phrases as those of {@link #differences}}
     *
     * @param now the run that wants to go on from this one
     */
    public List<String> otherBuilds(RunIdentity now) {
        return phrases(provenance, now.provenance);
    }

    /** {@return one name for all trainings with this configuration and these data, in hexadecimal digits} */
    public String digest() {
        Fingerprint fingerprint = new Fingerprint();
        for (SortedMap<String, String> part : List.of(configuration, data)) {
            part.forEach((key, value) -> fingerprint.add(key).add(value));
        }
        return fingerprint.hex();
    }

    private static List<String> phrases(Map<String, String> then, Map<String, String> now) {
        return changed(then, now).stream()
                .map(key -> key + " (" + then.getOrDefault(key, "not set") + " then, "
                        + now.getOrDefault(key, "not set") + " now)")
                .toList();
    }

    /** The keys whose values differ, or that only one of them has. */
    private static SortedSet<String> changed(Map<String, String> then, Map<String, String> now) {
        SortedSet<String> keys = new TreeSet<>(then.keySet());
        keys.addAll(now.keySet());
        keys.removeIf(key -> then.getOrDefault(key, "").equals(now.getOrDefault(key, "")));
        return keys;
    }

    private static SortedMap<String, String> copy(Map<String, String> map) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(map));
    }
}

/** 复核: the keyboard of the queue and of one item, and entities marked in the wording. */

import { installKeys } from "./review/keyboard";
import { installMarking } from "./review/marking";
import { installNames } from "./review/names";

installKeys();
installMarking();
installNames();

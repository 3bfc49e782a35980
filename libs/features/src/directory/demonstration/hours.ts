import { weekdays } from '#libs/domain';
import type { OpeningHours, OpeningInterval, Weekday } from '#libs/domain';

type WrittenWeek = Partial<Record<Weekday, string>>;

const workingDays = (written: string): WrittenWeek => Object.fromEntries(weekdays.slice(0, 5).map((day) => [day, written]));

/** Weeks of the kind the open data shows; all hold 24 hours over five days, `atTheThreshold` exactly. */
export const weeks = {
  allDay: week(workingDays('09:00-12:30 13:30-17:00')),
  shortFriday: week({ ...workingDays('09:00-12:00 14:00-17:00'), friday: '09:00-12:00' }),
  tuesdayToSaturday: week({ ...workingDays('09:00-12:00 14:00-17:00'), monday: '', saturday: '09:00-12:00' }),
  atTheThreshold: week({ ...workingDays('09:00-12:00 13:30-16:00'), friday: '10:00-12:00' }),
  mondayAfternoon: week({ ...workingDays('08:45-12:15 13:30-17:00'), monday: '13:30-17:30', friday: '08:45-12:15 13:30-16:30' }),
  lateThursday: week({ ...workingDays('09:00-12:00 13:30-16:30'), wednesday: '09:00-12:00', thursday: '10:00-12:30 13:30-18:30' }),
  withSaturday: week({ ...workingDays('09:00-12:00 14:00-16:30'), saturday: '09:30-11:30' }),
  postOffice: week({ ...workingDays('09:00-12:00 14:00-16:45'), saturday: '09:00-12:00' }),
  onTheRoad: week({ ...workingDays('09:30-12:30 14:00-16:30'), wednesday: '09:00-12:30' }),
} satisfies Record<string, OpeningHours>;

function week(written: WrittenWeek): OpeningHours {
  const on = (day: Weekday) => intervals(written[day] ?? '');
  return {
    monday: on('monday'),
    tuesday: on('tuesday'),
    wednesday: on('wednesday'),
    thursday: on('thursday'),
    friday: on('friday'),
    saturday: on('saturday'),
    sunday: on('sunday'),
  };
}

/** '09:00-12:00 14:00-17:00' → two intervals, in minutes from midnight; '' → closed. */
function intervals(written: string): OpeningInterval[] {
  return written.split(' ').filter(Boolean).map((interval) => {
    const [from, to] = interval.split('-').map(minutes);
    if (from === undefined || to === undefined) throw new RangeError(`Not an interval: ${interval}`);
    return { from, to };
  });
}

function minutes(clock: string): number {
  const [, hour, minute] = /^(\d{2}):(\d{2})$/.exec(clock) ?? [];
  if (hour === undefined || minute === undefined) throw new RangeError(`Not a time of day: ${clock}`);
  return Number(hour) * 60 + Number(minute);
}
